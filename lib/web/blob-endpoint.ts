import type { BlobEndpoint } from '../adapters/disk/blob-endpoint.ts'
import { DropError } from '../format/drop-error.ts'
import { answering } from './api-route.ts'
import { server } from './wiring.ts'

/** Answers a request to a blob's URL; `not-found` where no blob is kept on disk. */
export function answerBlob(answer: (endpoint: BlobEndpoint) => Promise<Response>): Promise<Response> {
  return answering('blobs', async () => {
    const { blobEndpoint } = await server()
    if (blobEndpoint === null) throw new DropError('not-found')
    return answer(blobEndpoint)
  })
}
