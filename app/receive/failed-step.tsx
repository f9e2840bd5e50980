'use client'

import { useTranslations } from 'next-intl'
import type { DropError, ErrorCode } from '../../lib/format/drop-error.ts'
import { inSite } from '../../lib/wire/base-path.ts'
import controls from '../_components/controls.module.css'

/** Endings that another try cannot mend. */
const final: readonly ErrorCode[] = [
  'expired',
  'used-up',
  'revoked',
  'removed',
  'lost',
  'frozen',
  'browser-unsupported',
  'manifest-invalid',
  'path-invalid',
  'header-invalid',
  'payload-tampered',
  'payload-too-long',
  'key-mismatch',
]

/** Whether what was typed or pasted is wrong, so that the page asks for it again. */
export function asksAgain(error: DropError): boolean {
  return error.code === 'link-malformed' || error.code === 'link-version'
}

interface FailedStepProps {
  readonly error: DropError
  readonly onRetry: () => void
}

/** What is left to do after a failure: try again, or go. */
export function FailedStep({ error, onRetry }: FailedStepProps) {
  const t = useTranslations('receive.after')
  return (
    <div className={controls.row}>
      {!final.includes(error.code) && (
        <button type="button" className={`${controls.primary} ${controls.large}`} onClick={onRetry}>
          {t('retry')}
        </button>
      )}
      <a className={`${controls.secondary} ${controls.large}`} href={inSite('/')}>
        {t('sendOwn')}
      </a>
    </div>
  )
}
