import { createServer, type IncomingMessage } from 'node:http'
import { buffer } from 'node:stream/consumers'
import type { ErrorCode } from '../../lib/format/drop-error.ts'
import { listen } from '../../lib/ports/listen.fixture.ts'
import { ERROR_STATUS } from '../../lib/wire/errors.ts'

/** What the app answered, or what is answered in its place. */
export interface FrontAnswer {
  readonly status: number
  readonly body: Buffer
}

/** Changes an answer on its way. */
export type Change = (answer: FrontAnswer) => FrontAnswer | Promise<FrontAnswer>

/** A site that is not what it should be: everything goes to the app and comes back, but for what it meddles with. */
export interface MeddlingFront {
  readonly url: string
  /** From now on answers to requests like `POST /api/v1/drops` are changed, and no others. */
  readonly meddle: (on: RegExp, change: Change) => void
  readonly close: () => Promise<void>
}

/** Refuses as the app would with this code. */
export const refusal =
  (code: ErrorCode, facts: { readonly subject?: string } = {}): Change =>
  () => ({ status: ERROR_STATUS[code], body: Buffer.from(JSON.stringify({ code, message: code, ...facts })) })

/** Changes fields of an answer's JSON. */
export const fields =
  (change: (body: Record<string, unknown>) => Record<string, unknown>): Change =>
  ({ status, body }) => {
    const known = JSON.parse(body.toString()) as Record<string, unknown>
    return { status, body: Buffer.from(JSON.stringify({ ...known, ...change(known) })) }
  }

async function forward(target: string, request: IncomingMessage): Promise<FrontAnswer & { readonly type: string }> {
  const { authorization, range } = request.headers
  const body = await buffer(request)
  const answer = await fetch(new URL(request.url ?? '/', target), {
    method: request.method ?? 'GET',
    headers: {
      'content-type': request.headers['content-type'] ?? 'application/octet-stream',
      ...(authorization !== undefined && { authorization }),
      ...(range !== undefined && { range }),
    },
    ...(body.length > 0 && { body }),
  })
  const type = answer.headers.get('content-type') ?? 'application/octet-stream'
  return { status: answer.status, body: Buffer.from(await answer.arrayBuffer()), type }
}

/** Starts a front of the app at `target` (an origin) on a free loopback port. */
export async function startMeddlingFront(target: string): Promise<MeddlingFront> {
  let meddling: { readonly on: RegExp; readonly change: Change } | null = null
  const server = createServer((request, response) => {
    const { method = '', url = '' } = request
    void forward(target, request)
      .then(async (answer) => {
        const isMeddled = meddling?.on.test(`${method} ${url}`) === true
        const { status, body } = isMeddled && meddling !== null ? await meddling.change(answer) : answer
        response.writeHead(status, { 'content-type': answer.type, 'content-length': body.length }).end(body)
      })
      .catch(() => response.destroy())
  })
  const { origin, close } = await listen(server)
  return {
    url: origin,
    meddle: (on, change) => {
      meddling = { on, change }
    },
    close,
  }
}
