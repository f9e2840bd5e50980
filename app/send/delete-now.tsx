'use client'

import { useEffect, useRef, useState } from 'react'
import { errorWords } from '../../lib/client/error-words.ts'
import type { DropError } from '../../lib/format/drop-error.ts'
import controls from '../_components/controls.module.css'
import styles from './delete-now.module.css'

type Asked = { step: 'no' } | { step: 'sure'; error: DropError | null } | { step: 'deleting' }

/** Deletes the drop, after asking once. */
export function DeleteNow({ many, onDelete }: { many: boolean; onDelete: () => Promise<DropError | null> }) {
  const [asked, setAsked] = useState<Asked>({ step: 'no' })
  const sure = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (asked.step === 'sure') sure.current?.focus()
  }, [asked.step])
  const confirm = async () => {
    setAsked({ step: 'deleting' })
    const error = await onDelete()
    if (error) setAsked({ step: 'sure', error })
  }
  if (asked.step === 'no') {
    return (
      <button type="button" className={controls.danger} onClick={() => setAsked({ step: 'sure', error: null })}>
        Delete now
      </button>
    )
  }
  return (
    <div className={styles.ask} role="group" aria-label="Delete for good?">
      <p className={styles.question}>
        {asked.step === 'sure' && asked.error
          ? errorWords(asked.error).text
          : `${many ? 'All links stop' : 'The link stops'} working at once, and nothing brings ${many ? 'them' : 'it'} back.`}
      </p>
      <button
        ref={sure}
        type="button"
        disabled={asked.step === 'deleting'}
        className={controls.danger}
        onClick={() => void confirm()}
      >
        {asked.step === 'deleting' ? 'Deleting …' : 'Yes, delete it'}
      </button>
      <button type="button" className={controls.quiet} onClick={() => setAsked({ step: 'no' })}>
        Keep it
      </button>
    </div>
  )
}
