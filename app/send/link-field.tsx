'use client'

import { useEffect, useRef, useState } from 'react'
import controls from '../_components/controls.module.css'
import styles from './link-field.module.css'

type Copied = 'no' | 'yes' | 'refused'

/** Copies the field's text; for four seconds it says how that went. */
function useCopy() {
  const field = useRef<HTMLInputElement>(null)
  const [copied, setCopied] = useState<Copied>('no')
  useEffect(() => {
    if (copied !== 'yes') return
    const timer = setTimeout(() => setCopied('no'), 4000)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = async (text: string) => {
    try {
      await navigator.clipboard.writeText(text)
      setCopied('yes')
    } catch {
      // Refused by the browser or by its owner: the next best thing is a selection, ready for Ctrl+C.
      field.current?.focus()
      field.current?.select()
      setCopied('refused')
    }
  }
  return { field, copied, copy }
}

/** The link, to copy or to hand to another app. */
export function LinkField({ url }: { url: string }) {
  const { field, copied, copy } = useCopy()
  return (
    <div>
      <label className={controls.label} htmlFor="link">
        Link
      </label>
      <input
        ref={field}
        id="link"
        className={`${controls.field} ${styles.url}`}
        readOnly
        spellCheck={false}
        value={url}
        onFocus={(event) => event.target.select()}
      />
      <div className={styles.buttons}>
        <button
          type="button"
          className={`${controls.primary} ${controls.large} ${styles.copy}`}
          data-copied={copied}
          onClick={() => void copy(url)}
        >
          {copied === 'yes' ? 'Copied' : 'Copy link'}
        </button>
        <ShareButton url={url} />
      </div>
      <p className={copied === 'refused' ? controls.hint : 'visually-hidden'} role="status">
        {copied === 'yes' && 'Copied to the clipboard'}
        {copied === 'refused' && 'The browser refused to copy. The link is selected: copy it by hand.'}
      </p>
    </div>
  )
}

function ShareButton({ url }: { url: string }) {
  if (typeof navigator.share !== 'function') return null
  const share = () => {
    // Dismissing the system's sheet rejects, too: there is nothing to say then.
    navigator.share({ url }).catch(() => undefined)
  }
  return (
    <button type="button" className={`${controls.secondary} ${controls.large}`} onClick={share}>
      Share …
    </button>
  )
}
