import type { IncomingMessage } from 'node:http'
import { takeLent } from './past-next.ts'

/** Bytes that wait for a reader at the most, and one read of the socket. */
const WAITING = 1 << 18

/** The pieces of a message as they came in, not copied. A reader that cancels ends the connection. */
function streamOf(message: IncomingMessage): ReadableStream<Uint8Array> {
  // What was buffered is told of even after the message was destroyed, and nobody takes it then.
  let isOver = false
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const end = (last: () => void) => () => {
          if (!isOver) last()
          isOver = true
        }
        const gone = end(() => controller.error(new Error('the connection ended before the body')))
        message.on('data', (piece: Buffer) => {
          if (isOver) return
          controller.enqueue(piece)
          if ((controller.desiredSize ?? 0) <= 0) message.pause()
        })
        message.once(
          'end',
          end(() => controller.close()),
        )
        message.once('error', gone)
        message.once('close', gone)
        if (message.destroyed) gone()
        message.pause()
      },
      pull: () => void message.resume(),
      cancel: () => {
        isOver = true
        message.destroy()
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: WAITING }),
  )
}

/** The body of a request: the message's own where our server lent it, else the request's. It can be asked for once. */
export function bodyOf(request: Request): ReadableStream<Uint8Array> | null {
  const message = takeLent(request)?.message
  return message === undefined ? request.body : streamOf(message)
}
