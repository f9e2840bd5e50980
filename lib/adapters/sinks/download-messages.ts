/** Where the download worker answers, on the instance. */
export const DOWNLOAD_SCOPE = '/download/'
export const DOWNLOAD_WORKER = '/download-worker.js'

/** The page says every so many ms that a download still runs. */
export const PING_MS = 10_000
/**
 * A worker that missed so many pings breaks the download off. They are counted, not timed: a machine that slept missed
 * one.
 */
export const MISSED_PINGS = 3

/**
 * What a page asks of the download worker. Each is answered on the port that comes last with it: whether the worker
 * knows the file.
 */
export type DownloadMessage =
  /** A file that will be fetched once, with the port its chunks come by. */
  | { readonly type: 'offer'; readonly id: string; readonly name: string; readonly size: number | null }
  | { readonly type: 'ping'; readonly id: string }

/** Reads a page's message, `null` where it is nothing of ours. */
export function parseDownloadMessage(message: unknown): DownloadMessage | null {
  if (typeof message !== 'object' || message === null) return null
  const { type, id, name, size } = message as Readonly<Record<string, unknown>>
  if (typeof id !== 'string' || !/^[A-Za-z0-9_-]{22}$/.test(id)) return null
  if (type === 'ping') return { type, id }
  if (type !== 'offer' || typeof name !== 'string') return null
  const isSize = typeof size === 'number' && Number.isSafeInteger(size) && size >= 0
  return { type, id, name, size: isSize ? size : null }
}
