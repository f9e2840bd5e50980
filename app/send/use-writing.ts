'use client'

import { useState } from 'react'
import type { DropKind, Written } from '../../lib/client/send/send-state.ts'

/** What is being written instead of picked, as it stands in the fields. */
export interface Writing {
  readonly kind: DropKind
  readonly note: string
  readonly address: string
}

/** A page where nothing is written. */
export const nothingWritten: Writing = { kind: 'files', note: '', address: '' }

/** What to send of it; `null` where files are sent. */
export function writtenIn({ kind, note, address }: Writing): Written | null {
  if (kind === 'note') return { kind, text: note }
  return kind === 'redirect' ? { kind, address: address.trim() } : null
}

/** Whether something would be lost if files took its place. */
export function isBegun({ kind, note, address }: Writing): boolean {
  return (kind === 'note' && note.trim() !== '') || (kind === 'redirect' && address.trim() !== '')
}

/** What is being written. It is forgotten when a link was made of it. */
export function useWriting(phase: string): { writing: Writing; setWriting: (writing: Writing) => void } {
  const [writing, setWriting] = useState(nothingWritten)
  const [before, setBefore] = useState(phase)
  if (before !== phase) {
    setBefore(phase)
    if (phase === 'ready' || phase === 'gathering') setWriting(nothingWritten)
  }
  return { writing, setWriting }
}
