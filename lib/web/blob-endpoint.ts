import type { BlobEndpoint } from '../adapters/disk/blob-endpoint.ts'
import { DropError } from '../format/drop-error.ts'
import { answering } from './api-route.ts'
import { server } from './wiring.ts'

/** Answers a request to a blob's URL; `not-found` where no blob is kept on disk. */
export function answerBlob(request: Request, answer: (endpoint: BlobEndpoint) => Promise<Response>): Promise<Response> {
  const find = async () => {
    const { blobEndpoint } = await server()
    if (blobEndpoint === null) throw new DropError('not-found')
    return answer(blobEndpoint)
  }
  return answering('blobs', find, request)
}
