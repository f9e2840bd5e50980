import * as http from 'node:http'
import * as https from 'node:https'
import { text as readText } from 'node:stream/consumers'
import type { Bytes } from '../../format/bytes.ts'
import { DropError, isDropError } from '../../format/drop-error.ts'
import type { UploadGrant } from '../../wire/drops.ts'
import { type PutPart, putPatience, refusalOf } from './put-part.ts'
import { checkNotCancelled } from './retry.ts'

/** Sends chunks as they lie in memory, and answers what came back. `fetch` would take a Blob, whose bytes are copied three times on their way. */
function exchange(
  url: URL,
  grant: UploadGrant,
  chunks: readonly Bytes[],
  agent: http.Agent,
  signal: AbortSignal,
): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0)
    const headers = { ...grant.headers, 'content-length': length }
    const open = url.protocol === 'https:' ? https.request : http.request
    const request = open(url, { method: 'PUT', headers, agent, signal })
    request.once('response', resolve)
    request.on('error', reject)
    for (const chunk of chunks) request.write(chunk)
    request.end()
  })
}

/** Parts over Node's own HTTP, which takes bytes without copying them; `base` is the instance's address. Errors: as `createPutPart`. */
export function createPutPartByNode(base: string): PutPart {
  const plain = new http.Agent({ keepAlive: true })
  const secure = new https.Agent({ keepAlive: true })
  return async (grant, chunks, signal) => {
    checkNotCancelled(signal)
    const url = new URL(grant.url, base)
    const both = AbortSignal.any([signal, putPatience(chunks)])
    try {
      const response = await exchange(url, grant, chunks, url.protocol === 'https:' ? secure : plain, both)
      const text = await readText(response)
      const { statusCode: status = 0 } = response
      if (status < 200 || status > 299) throw refusalOf(status, text)
    } catch (error) {
      checkNotCancelled(signal)
      if (isDropError(error)) throw error
      throw new DropError('network', { cause: error })
    }
  }
}
