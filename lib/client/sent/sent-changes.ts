import { nameInSite } from '../../wire/base-path.ts'

/**
 * Word between the tabs of this browser that the list of sent drops, or what the server knows of one, has changed. It
 * carries nothing else.
 */
export interface SentChanges {
  readonly tell: () => void
  /** Hears what other tabs, and other parts of this one, tell; answers what ends that. */
  readonly listen: (listener: () => void) => () => void
  readonly close: () => void
}

const CHANNEL = nameInSite('snowdrop-sent')

/** Opens the way between tabs. Where the browser has none, nothing is told and nothing heard. */
export function openSentChanges(): SentChanges {
  if (typeof BroadcastChannel !== 'function') return { tell: () => {}, listen: () => () => {}, close: () => {} }
  const channel = new BroadcastChannel(CHANNEL)
  return {
    tell: () => channel.postMessage(null),
    listen: (listener) => {
      channel.addEventListener('message', listener)
      return () => channel.removeEventListener('message', listener)
    },
    close: () => channel.close(),
  }
}

/** Tells once that the list has changed: for pages that add to it and do not show it. */
export function notifySent(): void {
  const changes = openSentChanges()
  changes.tell()
  changes.close()
}
