'use client'

import { useTranslations } from 'next-intl'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { ReceivedFile } from '../../lib/client/receive/receive-state.ts'
import { toDropError } from '../../lib/client/to-drop-error.ts'
import { errorWords } from '../../lib/client/words/error-words.ts'
import { DropError } from '../../lib/format/drop-error.ts'
import { inSite } from '../../lib/wire/base-path.ts'
import controls from '../_components/controls.module.css'
import { FileName } from '../_components/file-name.tsx'
import { useLanguage } from '../language/use-language.ts'
import type { LookRequest, LookWords } from '../look/look-messages.ts'
import styles from './look-dialog.module.css'
import { LookFrame } from './look-frame.tsx'
import { lookOf } from './look-kind.ts'
import { useLookWords } from './use-look-words.ts'

export interface LookDialogProps {
  readonly file: ReceivedFile
  /** The file's place in the drop. */
  readonly index: number
  /** Whether a download is held already: then a look uses none up. */
  readonly hasLease: boolean
  readonly look: (index: number, signal: AbortSignal) => Promise<Blob>
  readonly onClose: () => void
}

type Step =
  | { step: 'asking' }
  | { step: 'fetching' }
  | { step: 'showing'; request: LookRequest; isShown: boolean }
  | { step: 'failed'; error: DropError }

/** What the frame could not show. */
const UNSHOWN = new DropError('save-failed', { subject: 'look' })

async function fetchPdfium(signal: AbortSignal): Promise<ArrayBuffer> {
  try {
    const response = await fetch(inSite('/look/pdfium.wasm'), { signal })
    if (!response.ok) throw new Error(`${response.status}`)
    return await response.arrayBuffer()
  } catch (cause) {
    throw new DropError('network', { cause })
  }
}

/** Fetches the file, all of it verified, and what shows it. */
async function prepare(
  { file, index, look }: LookDialogProps,
  words: LookWords,
  signal: AbortSignal,
): Promise<LookRequest> {
  const { kind, type } = lookOf(file) ?? { kind: 'text', type: 'text/plain' }
  const name = file.path.split('/').at(-1) ?? ''
  const [blob, pdfium] = await Promise.all([look(index, signal), kind === 'pdf' ? fetchPdfium(signal) : null])
  return { kind, blob: new Blob([blob], { type }), name, pdfium, words }
}

function useLook(props: LookDialogProps) {
  // As it was when the dialog opened: a look that takes a download holds one from then on.
  const words = useLookWords()
  const [asked] = useState({ ...props, words })
  // The click that opened the dialog is the person's word where nothing is used up by it.
  const [isWanted, setWanted] = useState(props.hasLease)
  const [outcome, setOutcome] = useState<Step | null>(null)
  useEffect(() => {
    if (!isWanted) return
    const stop = new AbortController()
    prepare(asked, asked.words, stop.signal).then(
      (request) => !stop.signal.aborted && setOutcome({ step: 'showing', request, isShown: false }),
      (error: unknown) => !stop.signal.aborted && setOutcome({ step: 'failed', error: toDropError(error) }),
    )
    return () => stop.abort()
  }, [asked, isWanted])
  const now: Step = outcome ?? { step: isWanted ? 'fetching' : 'asking' }
  const shown = useCallback(
    () => setOutcome((step) => (step?.step === 'showing' ? { ...step, isShown: true } : step)),
    [],
  )
  const failed = useCallback(() => setOutcome({ step: 'failed', error: UNSHOWN }), [])
  return { now, begin: () => setWanted(true), shown, failed }
}

function Words({ now, onLook }: { now: Step; onLook: () => void }) {
  const t = useTranslations('look')
  const language = useLanguage()
  if (now.step === 'asking') {
    return (
      <div className={styles.words}>
        <p>{t('cost')}</p>
        <button type="button" className={controls.primary} onClick={onLook}>
          {t('open')}
        </button>
      </div>
    )
  }
  if (now.step === 'failed') {
    const isFile = now.error === UNSHOWN
    return (
      <p className={styles.words} role="alert">
        {isFile ? t('unshown') : t('failed', { ...errorWords(now.error, language) })}
      </p>
    )
  }
  const isBusy = now.step === 'fetching' || !now.isShown
  return (
    <p className={styles.words} role="status" hidden={!isBusy}>
      {t('fetching')}
    </p>
  )
}

/** One file, shown in a frame of its own that can neither read this page nor send anything. Escape closes it. */
export function LookDialog(props: LookDialogProps) {
  const t = useTranslations('look')
  const dialog = useRef<HTMLDialogElement>(null)
  const { now, begin, shown, failed } = useLook(props)
  useEffect(() => dialog.current?.showModal(), [])
  return (
    <dialog
      ref={dialog}
      className={styles.dialog}
      aria-label={t('inside', { path: props.file.path })}
      onClose={props.onClose}
    >
      <header className={styles.header}>
        <FileName name={props.file.path} />
        <button type="button" className={controls.secondary} onClick={() => dialog.current?.close()}>
          {t('close')}
        </button>
      </header>
      <Words now={now} onLook={begin} />
      {now.step === 'showing' && <LookFrame request={now.request} onShown={shown} onFailed={failed} />}
    </dialog>
  )
}
