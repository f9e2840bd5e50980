'use client'

import { useTranslations } from 'next-intl'
import { useEffect, useState } from 'react'
import controls from './controls.module.css'

interface CopyButtonProps {
  readonly text: string
  readonly label: string
  /** One of several, and not the first thing to do. */
  readonly quiet?: boolean
}

/** Copies a text; for four seconds it says how that went. */
export function CopyButton({ text, label, quiet = false }: CopyButtonProps) {
  const t = useTranslations('common.copy')
  const [copied, setCopied] = useState<'no' | 'yes' | 'refused'>('no')
  useEffect(() => {
    if (copied === 'no') return
    const timer = setTimeout(() => setCopied('no'), 4000)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => setCopied('yes'),
      () => setCopied('refused'),
    )
  }
  const said = { no: label, yes: t('done'), refused: t('byHand') }[copied]
  return (
    <>
      <button
        type="button"
        className={`${quiet ? controls.secondary : controls.primary} ${controls.large}`}
        onClick={copy}
      >
        {said}
      </button>
      <span className="visually-hidden" role="status">
        {copied === 'yes' && t('spokenDone')}
        {copied === 'refused' && t('spokenRefused')}
      </span>
    </>
  )
}
