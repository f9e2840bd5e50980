'use client'

import { useEffect, useSyncExternalStore } from 'react'
import { createStateCell } from '../../lib/client/state-cell.ts'
import { inSite } from '../../lib/wire/base-path.ts'

/** Whether somebody asked this page for a notification: kept by nothing but the page. */
const telling = createStateCell(false)

/** Asks the browser whether the page may tell; answers whether it may. */
export async function tellMe(): Promise<boolean> {
  const permission = await Notification.requestPermission()
  telling.set(permission === 'granted')
  return permission === 'granted'
}

/** Tells nothing after all. */
export function stopTelling(): void {
  telling.set(false)
}

export function useTelling(): boolean {
  return useSyncExternalStore(telling.subscribe, telling.get, () => false)
}

async function tell(words: string): Promise<void> {
  const options = { icon: inSite('/icons/app-192.png'), tag: 'snowdrop' }
  try {
    const shown = new Notification(words, options)
    shown.onclick = () => {
      window.focus()
      shown.close()
    }
  } catch {
    // Browsers on phones show what a worker asks for, and nothing else.
    const registration = await navigator.serviceWorker.getRegistration(inSite('/'))
    await registration?.showNotification(words, options)
  }
}

/**
 * Tells that it is `done`, in these words, once: if somebody asked for it and does not look. What was sent is not
 * named, as screens show notifications while they are locked.
 */
export function useTellDone(done: string | null): void {
  useEffect(() => {
    if (done === null || !telling.get()) return
    telling.set(false)
    // Where it cannot be shown there is nobody to tell that, either.
    if (document.hidden) tell(done).catch(() => undefined)
  }, [done])
}
