import { lively, type Pace, SLOWEST } from './lively.ts'

/**
 * What is read and thrown away of a refused body, in bytes: enough for any part, little enough for a stranger who sends
 * for ever.
 */
const MOST_DRAINED = 64 << 20

/**
 * Reads the rest of a body that was refused, as long as it comes at `pace`. A client that is still sending hears the
 * answer only afterwards: were the body left, the connection would stall, and were it cancelled, the connection would
 * be reset before the answer is read.
 */
export async function drain(body: ReadableStream<Uint8Array> | null, pace: Pace = SLOWEST): Promise<void> {
  if (body === null || body.locked) return
  let seen = 0
  try {
    for await (const piece of lively(body, pace)) {
      seen += piece.length
      if (seen >= MOST_DRAINED) break
    }
    // Of a body that has ended nothing is left to cancel.
    await body.cancel()
  } catch {
    // The client went away or makes us wait, and with it whoever wanted the answer.
  }
}
