import type { BlobEndpoint } from '../adapters/disk/blob-endpoint.ts'
import { openDisk } from '../adapters/disk/open-disk.ts'
import { DropError, isDropError } from '../format/drop-error.ts'
import { toErrorResponse } from '../wire/errors.ts'

let opening: Promise<BlobEndpoint> | undefined

/** What answers the disk store's URLs, or null where blobs are kept elsewhere. */
export async function getBlobEndpoint(): Promise<BlobEndpoint | null> {
  opening ??= openDisk({
    dataDirectory: process.env.SNOWDROP_DATA_DIR ?? 'data',
    base: '',
    now: Date.now,
  }).then(({ endpoint }) => endpoint)
  return opening
}

/** Answers a request to a blob's URL; `not-found` where no blob is kept on disk. What is no expected failure is thrown on. */
export async function answerBlob(answer: (endpoint: BlobEndpoint) => Promise<Response>): Promise<Response> {
  try {
    const endpoint = await getBlobEndpoint()
    if (endpoint === null) throw new DropError('not-found')
    return await answer(endpoint)
  } catch (error) {
    if (!isDropError(error)) throw error
    const { status, body } = toErrorResponse(error)
    return Response.json(body, { status, headers: { 'cache-control': 'no-store' } })
  }
}
