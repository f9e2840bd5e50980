import type { BodyOf } from '../adapters/disk/blob-endpoint.ts'
import type { RangeBytes } from '../adapters/disk/read-range.ts'
import { type Lent, takeLent } from './past-next.ts'

/** Never resolves where the client is gone: then nothing more is to be sent, and Next forgets the answer. */
function sent({ write }: Lent, piece: Uint8Array): Promise<void> {
  return new Promise((resolve) =>
    write(piece, (error) => {
      if (!error) resolve()
    }),
  )
}

/** Sends all of `bytes`, each piece while the next one is read (Note: Two buffers). */
async function send(bytes: RangeBytes, lent: Lent): Promise<void> {
  let piece = await bytes.next()
  while (piece !== null) {
    const [next] = await Promise.all([bytes.next(), sent(lent, piece)])
    piece = next
  }
}

/**
 * What Next is given as the body of an answer that is written past it (Note: Bodies past Next): a stream without a byte,
 * which ends once all has been sent. Next has set status and headers by the time it asks for the first piece, all but
 * the length, which it takes off every answer.
 */
function sentPast(lent: Lent, bytes: RangeBytes, length: number): ReadableStream<Uint8Array> {
  const { response } = lent
  // Nobody is left to hear that a file which was only read could not be closed.
  const close = () => void bytes.close().catch(() => undefined)
  response.once('close', close)
  // Next asks for nothing where the client went away before that.
  if (response.destroyed) close()
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        response.setHeader('content-length', length)
        await send(bytes, lent)
        controller.close()
      },
    },
    { highWaterMark: 0 },
  )
}

/** How the answer to `request` gets its body: past Next where our server lent its own; `undefined` elsewhere. */
export function sendingBodyOf(request: Request): BodyOf | undefined {
  const lent = takeLent(request)
  return lent && ((bytes, length) => sentPast(lent, bytes, length))
}
