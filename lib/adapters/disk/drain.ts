/** What is read and thrown away of a refused body, in bytes: enough for any part, little enough for a stranger who sends for ever. */
const MOST_DRAINED = 64 << 20

/**
 * Reads the rest of a body that was refused. A client that is still sending hears the answer only afterwards: were the body left, the connection would stall, and
 * were it cancelled, the connection would be reset before the answer is read.
 */
export async function drain(body: ReadableStream<Uint8Array> | null): Promise<void> {
  if (body === null || body.locked) return
  const reader = body.getReader()
  let seen = 0
  try {
    while (seen < MOST_DRAINED) {
      const { done, value } = await reader.read()
      if (done) return
      seen += value.length
    }
    await reader.cancel()
  } catch {
    // The client went away, and with it whoever wanted the answer.
  } finally {
    reader.releaseLock()
  }
}
