import { ownMemory } from '../../format/free-bytes.ts'

/**
 * [Note: Memory beside the engine] What Chromium's own calls answer (files, WebCrypto, messages) it holds itself, beside
 * its engine of JavaScript: `transfer` frees nothing of it, and the collector comes late. What is posted to a port whose
 * other end is closed is nobody's, and freed at once: sending 1 GiB needs 50 MiB instead of 300, and half of the time in
 * page faults. Other engines free by `transfer` (and WebKit before 2026 keeps what was posted so, for ever:
 * https://webkit.org/b/281662). How an engine holds memory cannot be tried, so it is told by the Device Memory API,
 * which Chromium alone has.
 */
export const holdsMemoryBeside = (): boolean => 'deviceMemory' in navigator

let nowhere: MessagePort | null = null

/** A port that nobody hears. It must not be started: then it would learn that the other end is closed. */
function portToNowhere(): MessagePort {
  const { port1, port2 } = new MessageChannel()
  port2.close()
  return port1
}

/**
 * Gives memory back at once, where the bytes have all of it for themselves: nobody may read them any more. Only in
 * browsers.
 */
export function letGo(bytes: Uint8Array): void {
  const buffer = ownMemory(bytes)
  if (buffer === null) return
  if (holdsMemoryBeside()) {
    nowhere ??= portToNowhere()
    nowhere.postMessage(null, [buffer])
  } else if ('transfer' in buffer) buffer.transfer(0)
}
