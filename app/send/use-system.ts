'use client'

import { useEffect, useEffectEvent, useState } from 'react'
import type { Shared } from '../../lib/adapters/sharing/shell-messages.ts'
import type { FileSource } from '../../lib/client/send/send-state.ts'
import type { Offer } from './shared-card.tsx'

interface LaunchQueue {
  setConsumer(consumer: (launch: { readonly files?: readonly FileSystemFileHandle[] }) => void): void
}

function launchQueue(): LaunchQueue | undefined {
  return (globalThis as { launchQueue?: LaunchQueue }).launchQueue
}

async function fromHandle(handle: FileSystemFileHandle): Promise<FileSource> {
  return { path: handle.name, file: await handle.getFile(), handle }
}

/**
 * Whether this window is the app that somebody installed. Any site may have its visitors' browsers post a form to where
 * the share sheet posts, and what it brings would be stored at once, in the visitor's name; but that leads to a tab,
 * and a share sheet to the app's own window. In a tab the page asks first.
 */
function isApp(): boolean {
  return !matchMedia('(display-mode: browser)').matches
}

/** What was shared with the page that this address names, once. */
async function readShared(): Promise<Shared | null> {
  history.replaceState(history.state, '', location.pathname)
  const { takeShared } = await import('../../lib/adapters/sharing/shell-page.ts')
  return takeShared(navigator.serviceWorker)
}

/**
 * What the page takes from the system where it is installed as an app: files opened with it, and what a share sheet
 * hands to it. Answers what is to be asked about, where it is no app.
 */
export function useSystem(
  onFiles: (sources: readonly FileSource[]) => void,
  onText: (text: string) => void,
): Offer | null {
  const [offered, setOffered] = useState<Shared | null>(null)
  const take = ({ files, text }: Shared) => {
    if (files.length > 0) onFiles(files.map((file) => ({ path: file.name, file })))
    else if (text !== '') onText(text)
  }
  const hear = useEffectEvent((shared: Shared | null) => {
    if (shared === null) return
    if (isApp()) take(shared)
    else if (shared.files.length > 0 || shared.text !== '') setOffered(shared)
  })
  const open = useEffectEvent((sources: readonly FileSource[]) => onFiles(sources))
  useEffect(() => {
    launchQueue()?.setConsumer(({ files = [] }) => {
      // A file that cannot be read is no file that somebody chose here: there is nobody to tell.
      if (files.length > 0) void Promise.all(files.map(fromHandle)).then(open, () => undefined)
    })
    if (location.hash === '#shared' && 'serviceWorker' in navigator) void readShared().then(hear)
  }, [])
  if (offered === null) return null
  return {
    shared: offered,
    onTake: () => {
      setOffered(null)
      take(offered)
    },
    onDiscard: () => setOffered(null),
  }
}
