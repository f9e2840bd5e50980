'use client'

import { useTranslations } from 'next-intl'
import { useEffect, useRef, useState } from 'react'
import type { DropReport, ReceiveDrop } from '../../lib/client/receive/receive-state.ts'
import { DropError, isDropError } from '../../lib/format/drop-error.ts'
import controls from '../_components/controls.module.css'
import styles from './report-dialog.module.css'
import { ReportForm } from './report-form.tsx'

interface ReportDialogProps {
  readonly report: ReceiveDrop['report']
  readonly onClose: () => void
}

type Step = { step: 'asking'; error: DropError | null } | { step: 'sending' } | { step: 'sent' }

function Sent({ onClose }: { onClose: () => void }) {
  const t = useTranslations('receive.report')
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <>
      <h2 ref={heading} tabIndex={-1}>
        {t('sent')}
      </h2>
      <p>{t('sentText')}</p>
      <div className={controls.row}>
        <button type="button" className={controls.primary} onClick={onClose}>
          {t('close')}
        </button>
      </div>
    </>
  )
}

function useReport(report: ReceiveDrop['report']) {
  const [now, setNow] = useState<Step>({ step: 'asking', error: null })
  const stop = useRef<AbortController>(null)
  useEffect(() => () => stop.current?.abort(), [])
  const send = async (words: DropReport) => {
    setNow({ step: 'sending' })
    stop.current = new AbortController()
    const { signal } = stop.current
    try {
      await report(words, signal)
      if (!signal.aborted) setNow({ step: 'sent' })
    } catch (cause) {
      const error = isDropError(cause) ? cause : new DropError('internal', { cause })
      if (!signal.aborted) setNow({ step: 'asking', error })
    }
  }
  return { now, send }
}

/** A report to the operator: why, in what words, and whether they may look. Escape closes it, and nothing was sent. */
export function ReportDialog({ report, onClose }: ReportDialogProps) {
  const t = useTranslations('receive.report')
  const dialog = useRef<HTMLDialogElement>(null)
  const { now, send } = useReport(report)
  useEffect(() => dialog.current?.showModal(), [])
  const close = () => dialog.current?.close()
  return (
    <dialog ref={dialog} className={styles.dialog} aria-label={t('title')} onClose={onClose}>
      {now.step === 'sent' ? (
        <Sent onClose={close} />
      ) : (
        <ReportForm
          isSending={now.step === 'sending'}
          error={now.step === 'asking' ? now.error : null}
          onSend={(words) => void send(words)}
          onClose={close}
        />
      )}
    </dialog>
  )
}
