import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { errorWords } from '../../lib/client/words/error-words.ts'
import type { Language } from '../../lib/client/words/language.ts'
import type { DropError, ErrorCode } from '../../lib/format/drop-error.ts'
import controls from '../_components/controls.module.css'
import { useLanguage } from '../language/use-language.ts'

/** What is wrong with what was typed, by the field that `bad-request` names. */
const FIELDS = {
  password: 'send.refusal.password',
  hint: 'send.refusal.hint',
  labels: 'send.refusal.labels',
  note: 'send.refusal.note',
  address: 'send.refusal.address',
} as const

function isField(subject: string | undefined): subject is keyof typeof FIELDS {
  return subject !== undefined && Object.hasOwn(FIELDS, subject)
}

/** After these, what was there before stays as it was. */
const ADDING: readonly ErrorCode[] = ['too-large', 'too-many-files', 'file-unreadable', 'ticket-used-up']

function whyNot(error: DropError, language: Language): ReactNode {
  const { t } = language
  const { subject } = error.facts
  if (error.code === 'bad-request' && isField(subject)) return t(FIELDS[subject])
  return t.rich('send.refusal.words', { ...errorWords(error, language), lead: (chunks) => <strong>{chunks}</strong> })
}

interface RefusalProps {
  readonly error: DropError | undefined
  /** What was typed, where no files were added. */
  readonly typed?: boolean
}

/** What was just added or asked for was not taken, and why. */
export function Refusal({ error, typed = false }: RefusalProps) {
  const t = useTranslations('send')
  const language = useLanguage()
  if (error === undefined) return null
  return (
    <p className={controls.problem} role="alert">
      {whyNot(error, language)}
      {!typed && ADDING.includes(error.code) && ` ${t('refusal.nothingAdded')}`}
    </p>
  )
}
