'use client'

import { useEffect, useEffectEvent, useState } from 'react'
import { sourcesFromTransfer } from '../../lib/client/send/collect-files.ts'
import type { FileSource } from '../../lib/client/send/send-state.ts'
import { DropError, isDropError } from '../../lib/format/drop-error.ts'

function carriesFiles(transfer: DataTransfer | null): transfer is DataTransfer {
  return transfer?.types.includes('Files') ?? false
}

/** Whether a paste belongs to what is being typed in. */
function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select') !== null
}

/** Hears what is dragged, dropped and pasted, until the answer is called. */
function listenForFiles(
  onDragging: (dragging: boolean) => void,
  onTransfer: (transfer: DataTransfer) => void,
  onText: (text: string) => void,
): () => void {
  const listening = new AbortController()
  const { signal } = listening
  const over = (event: DragEvent) => {
    if (!carriesFiles(event.dataTransfer)) return
    event.preventDefault()
    event.dataTransfer.dropEffect = 'copy'
    onDragging(true)
  }
  // Entering a child comes before leaving its parent, so only a leave to nowhere ends it.
  const leave = (event: DragEvent) => event.relatedTarget === null && onDragging(false)
  const taken = (event: DragEvent | ClipboardEvent, transfer: DataTransfer | null) => {
    onDragging(false)
    if (!carriesFiles(transfer)) return
    event.preventDefault()
    onTransfer(transfer)
  }
  addEventListener('dragenter', over, { signal })
  addEventListener('dragover', over, { signal })
  addEventListener('dragleave', leave, { signal })
  addEventListener('drop', (event) => taken(event, event.dataTransfer), { signal })
  const pasted = (event: ClipboardEvent) => {
    const text = event.clipboardData?.getData('text/plain') ?? ''
    if (carriesFiles(event.clipboardData)) taken(event, event.clipboardData)
    else if (text.trim() !== '' && !isTyping(event.target)) onText(text)
  }
  addEventListener('paste', pasted, { signal })
  return () => listening.abort()
}

/** What is being dragged over the page, and what could not be taken. */
interface WindowDrop {
  readonly dragging: boolean
  readonly refusal: DropError | undefined
}

/**
 * Takes what is dropped or pasted anywhere on the page, where `welcome`; text that is pasted into no field is
 * `onText`’s.
 */
export function useWindowDrop(
  welcome: boolean,
  onFiles: (sources: readonly FileSource[]) => void,
  onText: (text: string) => void,
): WindowDrop {
  const [dragging, setDragging] = useState(false)
  const [refusal, setRefusal] = useState<DropError>()
  const take = useEffectEvent(async (transfer: DataTransfer) => {
    if (!welcome) return
    setRefusal(undefined)
    try {
      const sources = await sourcesFromTransfer(transfer)
      if (sources.length > 0) onFiles(sources)
    } catch (error) {
      setRefusal(isDropError(error) ? error : new DropError('file-unreadable', { cause: error }))
    }
  })
  const takeText = useEffectEvent(onText)
  useEffect(
    () =>
      listenForFiles(
        setDragging,
        (transfer) => void take(transfer),
        (text) => takeText(text),
      ),
    [],
  )
  return { dragging, refusal }
}
