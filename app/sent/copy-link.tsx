'use client'

import { useEffect, useRef, useState } from 'react'
import controls from '../_components/controls.module.css'
import styles from './link-row.module.css'

/** Copies a link; where the browser refuses, the link is shown and selected, to be copied by hand. */
export function CopyLink({ url, about }: { url: string; about: string }) {
  const [copied, setCopied] = useState<'no' | 'yes' | 'refused'>('no')
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (copied === 'refused') field.current?.select()
    if (copied !== 'yes') return
    const timer = setTimeout(() => setCopied('no'), 4000)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = () => {
    navigator.clipboard.writeText(url).then(
      () => setCopied('yes'),
      () => setCopied('refused'),
    )
  }
  if (copied === 'refused') {
    return (
      <label className={styles.byHand}>
        <span className={controls.hint}>The browser refused to copy. Copy it by hand:</span>
        <input ref={field} className={controls.field} readOnly spellCheck={false} value={url} />
      </label>
    )
  }
  return (
    <>
      <button
        type="button"
        className={`${controls.secondary} ${styles.small}`}
        aria-label={`Copy link: ${about}`}
        onClick={copy}
      >
        {copied === 'yes' ? 'Copied' : 'Copy link'}
      </button>
      <span className="visually-hidden" role="status">
        {copied === 'yes' && 'Copied to the clipboard'}
      </span>
    </>
  )
}
