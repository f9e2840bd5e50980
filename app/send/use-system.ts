'use client'

import { useEffect, useEffectEvent } from 'react'
import type { Shared } from '../../lib/adapters/sharing/shell-messages.ts'
import type { FileSource } from '../../lib/client/send/send-state.ts'

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
 * Whether this window is the app that somebody installed. Any site may have its visitors' browsers post a form to where the share sheet posts, and what it brings would be stored
 * at once, in the visitor's name; but that leads to a tab, and a share sheet to the app's own window.
 */
function isApp(): boolean {
  return !matchMedia('(display-mode: browser)').matches
}

/** What the page takes from the system where it is installed as an app: files opened with it, and what a share sheet hands to it. */
export function useSystem(onFiles: (sources: readonly FileSource[]) => void, onText: (text: string) => void): void {
  const take = useEffectEvent(({ files, text }: Shared) => {
    if (files.length > 0) onFiles(files.map((file) => ({ path: file.name, file })))
    else if (text !== '') onText(text)
  })
  const open = useEffectEvent((sources: readonly FileSource[]) => onFiles(sources))
  const look = useEffectEvent(async () => {
    history.replaceState(history.state, '', location.pathname)
    if (!isApp()) return
    const { takeShared } = await import('../../lib/adapters/sharing/shell-page.ts')
    const shared = await takeShared(navigator.serviceWorker)
    if (shared) take(shared)
  })
  useEffect(() => {
    launchQueue()?.setConsumer(({ files = [] }) => {
      // A file that cannot be read is no file that somebody chose here: there is nobody to tell.
      if (files.length > 0) void Promise.all(files.map(fromHandle)).then(open, () => undefined)
    })
    if (location.hash === '#shared' && 'serviceWorker' in navigator) void look()
  }, [])
}
