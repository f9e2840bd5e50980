import type { Bytes } from '../../format/bytes.ts'

/**
 * What passes between the writer and the reader of one saved file, over a MessagePort. Chunks travel bare, some at a
 * time, as arrays of transferred `Uint8Array`s.
 *
 * [Note: Credits] The reader grants credits, one for each chunk it has room for; the writer sends no chunk without one.
 * So memory stays flat however slow the disk is, and several chunks can be under way at once.
 */
export type WriterMessage = { readonly type: 'end' } | { readonly type: 'abort' }

/**
 * `closed`: the last chunk was taken. `cancelled`: the person stopped the browser's download. `failed`: it cannot go
 * on.
 */
export type ReaderMessage =
  | { readonly type: 'credit'; readonly count: number }
  | { readonly type: 'closed' }
  | { readonly type: 'cancelled' }
  | { readonly type: 'failed' }

function typeOf(message: unknown): unknown {
  return typeof message === 'object' && message !== null && 'type' in message ? message.type : undefined
}

function isChunk(value: unknown): value is Bytes {
  return value instanceof Uint8Array
}

/** Reads what a writer sent, `null` where it is nothing of ours. */
export function parseWriterMessage(message: unknown): WriterMessage | readonly Bytes[] | null {
  if (Array.isArray(message)) return message.every(isChunk) ? message : null
  const type = typeOf(message)
  return type === 'end' || type === 'abort' ? { type } : null
}

/** Reads what a reader sent, `null` where it is nothing of ours. */
export function parseReaderMessage(message: unknown): ReaderMessage | null {
  const type = typeOf(message)
  if (type === 'closed' || type === 'cancelled' || type === 'failed') return { type }
  if (type !== 'credit') return null
  const count = typeof message === 'object' && message !== null && 'count' in message ? message.count : undefined
  return typeof count === 'number' && Number.isSafeInteger(count) && count > 0 ? { type, count } : null
}
