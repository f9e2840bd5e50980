import { DropError } from '../../format/drop-error.ts'
import { measurePayload } from '../../format/geometry.ts'
import { DEFAULT_HEADER } from '../../format/header.ts'

/** A line that brings fewer `bytes` in `ms` of waiting for it is dead, or wants to be taken for alive. */
export interface Pace {
  readonly bytes: number
  readonly ms: number
}

/**
 * [Note: Slowest line] Slower than any line that people send over (8 kbit/s), as room on the disk is promised to a part
 * for as long as it arrives: without a limit a few connections that bring nothing would make the disk look full to
 * everybody else.
 */
export const SLOWEST: Pace = { bytes: 60_000, ms: 60_000 }

const USUAL_PART = measurePayload(DEFAULT_HEADER, 0).sealedPartBytes

/**
 * The pace asked of a part of `length` bytes: a longer one than usual is promised more room, and has to come the
 * faster.
 */
export function paceFor(length: number): Pace {
  return { ...SLOWEST, bytes: SLOWEST.bytes * Math.max(1, length / USUAL_PART) }
}

/**
 * The pieces of `body`; the time that the consumer takes does not count. Whoever ends early leaves the rest of the body
 * unread.
 * Errors: `unavailable` (subject `slow`) where it falls behind `pace`: the body is cancelled then, as there is nothing
 * to wait for.
 */
export async function* lively(
  body: ReadableStream<Uint8Array>,
  pace: Pace,
): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = body.getReader()
  const slow = new DropError('unavailable', { subject: 'slow' })
  const giveUp = async () => {
    await reader.cancel(slow).catch(() => undefined)
  }
  let [waited, arrived, silent] = [0, 0, false]
  try {
    for (;;) {
      const since = performance.now()
      const timer = setTimeout(() => {
        silent = true
        void giveUp()
      }, pace.ms)
      const { done, value } = await reader.read().finally(() => clearTimeout(timer))
      if (silent) throw slow
      waited += performance.now() - since
      arrived += value?.length ?? 0
      if (waited >= pace.ms) {
        if (arrived < pace.bytes) {
          await giveUp()
          throw slow
        }
        waited = arrived = 0
      }
      if (done) return
      yield value
    }
  } finally {
    reader.releaseLock()
  }
}
