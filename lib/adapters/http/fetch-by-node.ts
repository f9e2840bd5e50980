import type { IncomingMessage } from 'node:http'
import type { LookupFunction } from 'node:net'
import { createOpenRequest } from './node-http.ts'
import type { FetchOne } from './reach.ts'

/** What is read of an answer: its status, its fields, and its body as a text. */
export interface NodeAnswer {
  readonly status: number
  readonly headers: { readonly get: (name: string) => string | null }
  readonly body: { readonly cancel: () => Promise<void> }
  readonly text: () => Promise<string>
}

async function readText(response: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of response) pieces.push(piece as Buffer)
  return Buffer.concat(pieces).toString()
}

function answerOf(response: IncomingMessage): NodeAnswer {
  return {
    status: response.statusCode ?? 0,
    headers: { get: (name) => response.headersDistinct[name]?.join(', ') ?? null },
    body: {
      cancel: () => {
        response.destroy()
        return Promise.resolve()
      },
    },
    text: () => readText(response),
  }
}

/**
 * As much of `fetch` as calls of the API want, without its weight (Note: HTTP without fetch). It connects to what
 * `lookup` answers, follows no redirect, and asks for no coded body; the request's body is a text. Errors: those of the
 * connection, and the signal's. `onSent` hears when a request has left.
 */
export function createFetchByNode(onSent: () => void = () => {}): FetchOne<NodeAnswer> {
  const open = createOpenRequest()
  return (url, { method = 'GET', headers, body, signal }, lookup?: LookupFunction) =>
    new Promise((resolve, reject) => {
      const fields = { accept: '*/*', ...headers }
      const request = open(url, { method, headers: fields, ...(signal && { signal }), ...(lookup && { lookup }) })
      request.once('response', (response) => resolve(answerOf(response))).on('error', reject)
      request.once('finish', onSent)
      request.end(body)
    })
}
