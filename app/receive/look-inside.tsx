'use client'

import { useState } from 'react'
import { later } from '../_components/later.tsx'
import type { LookDialogProps } from './look-dialog.tsx'
import { canLook } from './look-kind.ts'

const LookDialog = later<LookDialogProps>(() => import('./look-dialog.tsx').then((module) => module.LookDialog))

type LookInsideProps = Omit<LookDialogProps, 'onClose'>

/** Offers a look at one file before it is saved; nothing where it cannot be looked at. What it needs is loaded with the click. */
export function LookInside(props: LookInsideProps) {
  const [isOpen, setOpen] = useState(false)
  if (!canLook(props.file)) return null
  return (
    <>
      <button type="button" aria-label={`Look inside ${props.file.path}`} onClick={() => setOpen(true)}>
        Look inside
      </button>
      {isOpen && <LookDialog {...props} onClose={() => setOpen(false)} />}
    </>
  )
}
