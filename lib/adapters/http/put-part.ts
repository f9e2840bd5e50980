import { type Bytes, concatBytes } from '../../format/bytes.ts'
import { DropError, isDropError } from '../../format/drop-error.ts'
import { isFull } from '../../ports/full-storage.ts'
import type { UploadGrant } from '../../wire/drops.ts'
import { readError } from '../../wire/read-error.ts'
import { checkNotCancelled } from './retry.ts'

/**
 * Stores one sealed part, chunk after chunk, by its grant; resolves once storage acknowledged all of it. Errors: see
 * `createPutPart`.
 */
export type PutPart = (grant: UploadGrant, chunks: readonly Bytes[], signal: AbortSignal) => Promise<void>

/** A PUT is given up when it took longer than a line of this many bytes a second would, and a minute. */
const SLOWEST_LINE = 16 * 1024
const PATIENCE_MS = 60_000

/**
 * What a refusal means: ours where the body says so, else by status. What storage knows no more is for the API to say,
 * at the next grant.
 */
export function refusalOf(status: number, text: string): DropError {
  const told = readError(text.startsWith('{') ? JSON.parse(text) : null)
  if (told !== null) return told
  // Ceph answers 403 where a quota is used up, as for a signature that is over.
  if (isFull(/<Code>(\w+)<\/Code>/.exec(text)?.[1], status)) return new DropError('storage-full')
  if (status === 401 || status === 403) return new DropError('grant-ended')
  return new DropError('unavailable', { subject: `storage ${status}` })
}

/** Aborted when sending took too long. */
export function putPatience(chunks: readonly Bytes[]): AbortSignal {
  const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0)
  return AbortSignal.timeout(PATIENCE_MS + Math.ceil((length / SLOWEST_LINE) * 1000))
}

/**
 * [Note: Blob first, bytes next] A Blob goes to the network without passing through the page again: in Chromium that
 * needs a tenth less of the processor than bytes do, and under whatever listens to the network there (developer tools,
 * a test's driver), which is handed every byte, a tenth of the time. But browsers bound the memory of all Blobs
 * together and, where none is left, make broken ones without a word (Chromium: ERR_BLOB_OUT_OF_MEMORY at the first
 * read). So each attempt makes its own, the bytes themselves stay, and what failed as a Blob goes as bytes the next
 * time.
 *
 * Parts over `fetch`; `base` is the instance's address. Errors: `network` where no answer came, `grant-ended`,
 * `storage-full`, `unavailable`, what the instance answers, `cancelled`.
 */
export function createPutPart(fetchLike: typeof fetch, base: string): PutPart {
  const failedAsBlob = new WeakSet<readonly Bytes[]>()
  return async (grant, chunks, signal) => {
    checkNotCancelled(signal)
    try {
      const response = await fetchLike(new URL(grant.url, base), {
        method: 'PUT',
        headers: grant.headers,
        body: failedAsBlob.has(chunks) ? concatBytes(...chunks) : new Blob([...chunks]),
        cache: 'no-store',
        credentials: 'omit',
        referrerPolicy: 'no-referrer',
        signal: AbortSignal.any([signal, putPatience(chunks)]),
      })
      if (!response.ok) throw refusalOf(response.status, await response.text())
      await response.arrayBuffer()
    } catch (error) {
      checkNotCancelled(signal)
      if (isDropError(error)) throw error
      failedAsBlob.add(chunks)
      throw new DropError('network', { cause: error })
    }
  }
}
