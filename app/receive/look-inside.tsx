'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { later } from '../_components/later.tsx'
import type { LookDialogProps } from './look-dialog.tsx'
import { canLook } from './look-kind.ts'

const LookDialog = later<LookDialogProps>(() => import('./look-dialog.tsx').then((module) => module.LookDialog))

type LookInsideProps = Omit<LookDialogProps, 'onClose'>

/**
 * Offers a look at one file before it is saved; nothing where it cannot be looked at. What it needs is loaded with the
 * click.
 */
export function LookInside(props: LookInsideProps) {
  const t = useTranslations('look')
  const [isOpen, setOpen] = useState(false)
  if (!canLook(props.file)) return null
  return (
    <>
      <button type="button" aria-label={t('openFile', { path: props.file.path })} onClick={() => setOpen(true)}>
        {t('open')}
      </button>
      {isOpen && <LookDialog {...props} onClose={() => setOpen(false)} />}
    </>
  )
}
