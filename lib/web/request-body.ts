import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'

/**
 * The header in which our own server tells its routes which of the bodies in `snowdropBodies` is theirs. What comes in
 * under this name is removed.
 */
const BODY_HEADER = 'x-snowdrop-body'
/** Bytes that wait for a reader at the most, and one read of the socket. */
const WAITING = 1 << 18

declare global {
  /** Next bundles routes apart from what serves them. */
  var snowdropBodies: Map<string, IncomingMessage> | undefined
}

function bodies(): Map<string, IncomingMessage> {
  globalThis.snowdropBodies ??= new Map()
  return globalThis.snowdropBodies
}

/**
 * [Note: Bodies past Next] The stream that Next gives its routes copies each piece of a body and transfers the copy: a
 * third of all that storing a part needs of the processor. So the message itself is kept for the routes that store,
 * until it is answered.
 */
export function lendBody(request: IncomingMessage, response: ServerResponse): void {
  request.headers[BODY_HEADER] = ''
  if (request.method !== 'PUT') return
  const name = randomUUID()
  request.headers[BODY_HEADER] = name
  bodies().set(name, request)
  response.once('close', () => bodies().delete(name))
}

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
  const name = request.headers.get(BODY_HEADER) ?? ''
  const message = bodies().get(name)
  bodies().delete(name)
  return message === undefined ? request.body : streamOf(message)
}
