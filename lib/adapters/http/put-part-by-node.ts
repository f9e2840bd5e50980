import type { ClientRequest, IncomingMessage } from 'node:http'
import type { LookupFunction } from 'node:net'
import { text as readText } from 'node:stream/consumers'
import type { Bytes } from '../../format/bytes.ts'
import type { UploadGrant } from '../../wire/drops.ts'
import { createOpenRequest, type OpenRequest } from './node-http.ts'
import { type PutPart, putPatience, refusalOf } from './put-part.ts'
import { type Reach, reachAnything } from './reach.ts'
import { checkNotCancelled } from './retry.ts'
import { toNetworkError } from './to-network-error.ts'

/**
 * What came back, and the system having taken every byte: until then it reads them where they lie, whatever was
 * answered meanwhile.
 */
interface Exchange {
  readonly request: ClientRequest
  readonly response: Promise<IncomingMessage>
  /** Fails where the connection ends before. */
  readonly sent: Promise<unknown>
}

/** Sends chunks as they lie in memory. `fetch` would take a Blob, whose bytes are copied three times on their way. */
function exchange(
  url: URL,
  grant: UploadGrant,
  chunks: readonly Bytes[],
  { open, lookup }: { readonly open: OpenRequest; readonly lookup: LookupFunction | undefined },
  signal: AbortSignal,
): Exchange {
  const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0)
  const headers = { ...grant.headers, 'content-length': length }
  const request = open(url, { method: 'PUT', headers, signal, ...(lookup !== undefined && { lookup }) })
  const response = Promise.withResolvers<IncomingMessage>()
  const sent = Promise.withResolvers()
  request.once('response', response.resolve).once('finish', sent.resolve)
  request.on('error', response.reject).once('close', () => sent.reject(new Error('the connection ended before')))
  sent.promise.catch(() => {}) // whoever waits sees it
  for (const chunk of chunks) request.write(chunk)
  request.end()
  return { request, response: response.promise, sent: sent.promise }
}

/**
 * Parts over Node's own HTTP, which takes bytes without copying them; `base` is the instance's address. Errors: as
 * `createPutPart`.
 */
export function createPutPartByNode(base: string, reach: Reach = reachAnything): PutPart {
  const open = createOpenRequest()
  return async (grant, chunks, signal) => {
    checkNotCancelled(signal)
    const url = new URL(grant.url, base)
    const both = AbortSignal.any([signal, putPatience(chunks)])
    const lookup = await reach(url).catch((cause: unknown) => {
      throw toNetworkError(cause)
    })
    checkNotCancelled(signal)
    const { request, response, sent } = exchange(url, grant, chunks, { open, lookup }, both)
    try {
      const { statusCode: status = 0 } = await response
      const text = await readText(await response)
      if (status < 200 || status > 299) throw refusalOf(status, text)
      await sent
    } catch (error) {
      // What is refused early may still be on its way, and would be read where the next part lies after a later try.
      request.destroy()
      checkNotCancelled(signal)
      throw toNetworkError(error)
    }
  }
}
