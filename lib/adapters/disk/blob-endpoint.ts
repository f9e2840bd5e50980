import { DropError } from '../../format/drop-error.ts'
import type { StoredPart } from '../../ports/blob-store.ts'
import type { DropId } from '../../wire/fields.ts'
import { drain } from './drain.ts'
import { onDisk } from './file-failures.ts'
import { blobDirectory } from './paths.ts'
import { copiesOf, openRange, piecesOf, type RangeBytes } from './read-range.ts'
import { createRoom } from './room.ts'
import { readGetUrl, readPutUrl } from './signed-url.ts'
import { readParts } from './stored-parts.ts'
import { writePart } from './write-part.ts'

/** What the URLs that the disk store signed are answered with. */
export interface BlobEndpoint {
  /**
   * Takes one part: `body`, which is the request's own unless its server has it from nearer by. Errors: `bad-request`,
   * also where whoever sends goes away, `grant-ended`, `upload-ended`, `storage-full`, `unavailable`.
   */
  put(request: Request, key: string, number: string, body?: ReadableStream<Uint8Array> | null): Promise<Response>
  /**
   * Answers one range, whatever `Range` the request names: the URL alone says which. `bodyOf` makes the answer's body
   * where its server sends bytes from nearer by. Errors: `bad-request`, `grant-ended`, `not-found`, `unavailable`.
   */
  get(request: Request, key: string, bodyOf?: BodyOf): Promise<Response>
}

/** Makes a body of `bytes`, which are `length` in all, and closes them in the end, whatever that is. */
export type BodyOf = (bytes: RangeBytes, length: number) => ReadableStream<Uint8Array>

export interface BlobEndpointOptions {
  /** The store's directory. */
  readonly root: string
  readonly signingKey: Uint8Array
  /** Unix time in ms. */
  readonly now: () => number
  /** A fresh name of at least 128 random bits, of base64url characters. */
  readonly randomName: () => string
}

/**
 * Finished blobs whose part lengths are remembered: a window of a long blob should not ask the file system about each
 * of its parts again.
 */
const REMEMBERED = 64

/**
 * What a browser must make of stored bytes, should someone open a signed URL as a page: a download and nothing else.
 */
const INERT = {
  'cache-control': 'no-store',
  'content-type': 'application/octet-stream',
  'content-disposition': 'attachment',
  'content-security-policy': "sandbox; default-src 'none'",
  'x-content-type-options': 'nosniff',
}

/** The endpoint over the directory of a disk store with the same root and key. */
export function createBlobEndpoint(options: BlobEndpointOptions): BlobEndpoint {
  const { root, signingKey, now, randomName } = options
  const layouts = createLayouts(root)
  const room = createRoom(root)
  return {
    async put(request, key, number, body = request.body) {
      try {
        const grant = readPutUrl(signingKey, new URL(request.url), key, number, now())
        const announced = request.headers.get('content-length')
        if (body === null || (announced !== null && announced !== String(grant.length))) {
          throw new DropError('bad-request', { subject: 'length' })
        }
        await room.within(grant.length, () => writePart(root, grant, body, randomName()))
        return new Response(null, { headers: { 'cache-control': 'no-store' } })
      } catch (error) {
        // Whoever hung up in the middle is no failure of ours.
        if (request.signal.aborted) throw new DropError('bad-request', { subject: 'body', cause: error })
        await drain(body)
        throw error
      }
    },
    async get(request, key, bodyOf = copiesOf) {
      const grant = readGetUrl(signingKey, new URL(request.url), key, now())
      const pieces = piecesOf(await layouts.of(grant.key), grant)
      const headers = { ...INERT, 'content-length': String(grant.length) }
      if (request.method === 'HEAD') return new Response(null, { headers })
      try {
        const bytes = await openRange(blobDirectory(root, grant.key), pieces)
        return new Response(bodyOf(bytes, grant.length), { headers })
      } catch (error) {
        layouts.forget(grant.key)
        throw error
      }
    },
  }
}

/**
 * The parts of finished blobs. They never change, so the last used ones are remembered; whoever finds them changed says
 * `forget`.
 */
function createLayouts(root: string) {
  const known = new Map<DropId, readonly StoredPart[]>()
  return {
    async of(key: DropId): Promise<readonly StoredPart[]> {
      const parts = known.get(key) ?? (await onDisk(() => readParts(blobDirectory(root, key))))
      if (parts === null) throw new DropError('not-found')
      known.delete(key)
      known.set(key, parts)
      const [oldest] = known.keys()
      if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest)
      return parts
    },
    forget: (key: DropId) => known.delete(key),
  }
}
