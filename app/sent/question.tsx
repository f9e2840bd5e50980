'use client'

import { useTranslations } from 'next-intl'
import { type Ref, useEffect, useRef, useState } from 'react'
import { errorWords } from '../../lib/client/words/error-words.ts'
import type { DropError } from '../../lib/format/drop-error.ts'
import controls from '../_components/controls.module.css'
import { useLanguage } from '../language/use-language.ts'
import styles from './question.module.css'

interface QuestionProps {
  /** On the button that asks. */
  readonly label: string
  /** What it is about, for whoever hears one button after another; not where there is only one. */
  readonly about?: string | undefined
  readonly question: string
  readonly yes: string
  readonly no: string
  readonly onYes: () => Promise<DropError | null>
  /** Stands back: nothing is lost by it. */
  readonly quiet?: boolean
}

type Step = { step: 'idle' } | { step: 'asking'; error: DropError | null } | { step: 'doing' }

/** Focus follows the question: to its answer when it is asked, back to the button when it is taken back. */
function useFocus(step: Step['step']) {
  const answer = useRef<HTMLButtonElement>(null)
  const opener = useRef<HTMLButtonElement>(null)
  const wasOpen = useRef(false)
  useEffect(() => {
    if (step === 'asking') answer.current?.focus()
    if (step === 'idle' && wasOpen.current) opener.current?.focus()
    wasOpen.current = step !== 'idle'
  }, [step])
  return { answer, opener }
}

interface OpenerProps extends Pick<QuestionProps, 'label' | 'about' | 'quiet'> {
  readonly ref: Ref<HTMLButtonElement>
  readonly onAsk: () => void
}

function Opener({ ref, label, about, quiet, onAsk }: OpenerProps) {
  const t = useTranslations('common')
  const look = `${quiet ? controls.quiet : controls.danger} ${styles.opener}`
  return (
    <button
      ref={ref}
      type="button"
      className={look}
      aria-label={about === undefined ? undefined : t('about', { action: label, which: about })}
      onClick={onAsk}
    >
      {label}
    </button>
  )
}

/** A button that asks once more, in its own place. */
export function Question({ label, about, question, yes, no, onYes, quiet = false }: QuestionProps) {
  const t = useTranslations('common')
  const language = useLanguage()
  const [now, setNow] = useState<Step>({ step: 'idle' })
  const { answer, opener } = useFocus(now.step)
  const confirm = async () => {
    setNow({ step: 'doing' })
    const error = await onYes()
    setNow(error ? { step: 'asking', error } : { step: 'idle' })
  }
  if (now.step === 'idle') {
    const ask = () => setNow({ step: 'asking', error: null })
    return <Opener ref={opener} label={label} about={about} quiet={quiet} onAsk={ask} />
  }
  const isDoing = now.step === 'doing'
  const error = now.step === 'asking' ? now.error : null
  return (
    <div className={styles.ask} role="group" aria-label={question} data-quiet={quiet}>
      <p className={styles.question} role={error ? 'alert' : undefined}>
        {error ? errorWords(error, language).text : question}
      </p>
      <button
        ref={answer}
        type="button"
        disabled={isDoing}
        className={quiet ? controls.secondary : controls.danger}
        onClick={() => void confirm()}
      >
        {isDoing ? t('question.busy') : yes}
      </button>
      <button type="button" className={controls.quiet} onClick={() => setNow({ step: 'idle' })}>
        {no}
      </button>
    </div>
  )
}
