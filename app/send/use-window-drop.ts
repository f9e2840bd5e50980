'use client'

import { useEffect, useEffectEvent, useState } from 'react'
import { sourcesFromTransfer } from '../../lib/client/collect-files.ts'
import type { FileSource } from '../../lib/client/send-state.ts'

function carriesFiles(transfer: DataTransfer | null): transfer is DataTransfer {
  return transfer?.types.includes('Files') ?? false
}

/** Takes what is dropped or pasted anywhere on the page, where `welcome`; says whether something is being dragged over it. */
export function useWindowDrop(welcome: boolean, onFiles: (sources: readonly FileSource[]) => void): boolean {
  const [dragging, setDragging] = useState(false)
  const take = useEffectEvent(async (transfer: DataTransfer) => {
    if (!welcome) return
    const sources = await sourcesFromTransfer(transfer)
    if (sources.length > 0) onFiles(sources)
  })
  useEffect(() => {
    const listening = new AbortController()
    const { signal } = listening
    // Entering a child comes before leaving its parent, so only a leave to nowhere ends it.
    const over = (event: DragEvent) => {
      if (!carriesFiles(event.dataTransfer)) return
      event.preventDefault()
      event.dataTransfer.dropEffect = 'copy'
      setDragging(true)
    }
    const leave = (event: DragEvent) => event.relatedTarget === null && setDragging(false)
    const drop = (event: DragEvent) => {
      setDragging(false)
      if (!carriesFiles(event.dataTransfer)) return
      event.preventDefault()
      void take(event.dataTransfer)
    }
    const paste = (event: ClipboardEvent) => {
      if (!carriesFiles(event.clipboardData)) return
      event.preventDefault()
      void take(event.clipboardData)
    }
    addEventListener('dragenter', over, { signal })
    addEventListener('dragover', over, { signal })
    addEventListener('dragleave', leave, { signal })
    addEventListener('drop', drop, { signal })
    addEventListener('paste', paste, { signal })
    return () => listening.abort()
  }, [])
  return dragging
}
