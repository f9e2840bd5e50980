import { DropError } from '../../format/drop-error.ts'
import type { BlobReader } from '../../ports/blob-reader.ts'
import type { BlobStore, BlobUpload, ByteRange, StoredBlob, StoredPart } from '../../ports/blob-store.ts'
import { isExactly, totalLength } from '../../ports/part-list.ts'
import type { DropId } from '../../wire/fields.ts'

export interface MemoryBlobStoreOptions {
  /** What stands before every URL's token. */
  readonly base?: string
  /** Unix time in ms. */
  readonly now: () => number
  /** A fresh, unguessable name of URL characters. */
  readonly randomName: () => string
}

/** A blob store in memory for tests, and the two requests that its URLs stand for. */
export interface MemoryBlobStore extends BlobStore, BlobReader {
  /**
   * Takes a part, as storage does for a signed PUT, and keeps these very bytes: whoever gave them leaves them as they
   * are. Errors: `grant-ended`, `bad-request` for a wrong length, `upload-ended`.
   */
  put(url: string, bytes: Uint8Array): void
  /**
   * Answers a range, as storage does for a signed GET. Errors: `grant-ended`, `not-found`, `bad-request` beyond the
   * blob's end.
   */
  get(url: string): Uint8Array<ArrayBuffer>
}

interface Upload extends BlobUpload {
  readonly parts: Map<number, Uint8Array>
  modifiedAt: number
}

interface Blob {
  /** In order, as they were put. */
  readonly parts: readonly Uint8Array[]
  readonly length: number
  readonly modifiedAt: number
}

type Grant = { readonly expiresAt: number } & (
  | { readonly method: 'put'; readonly upload: BlobUpload; readonly part: StoredPart }
  | { readonly method: 'get'; readonly key: DropId; readonly range: ByteRange }
)

interface Memory {
  readonly uploads: Map<string, Upload>
  readonly blobs: Map<string, Blob>
  readonly grants: Map<string, Grant>
}

const NONE = new Uint8Array(0)
const byNumber = (a: StoredPart, b: StoredPart) => a.number - b.number

function heldBy(upload: Upload): StoredPart[] {
  return [...upload.parts].map(([number, bytes]) => ({ number, length: bytes.length })).sort(byNumber)
}

function begin({ uploads }: Memory, upload: BlobUpload, now: number): BlobUpload {
  uploads.set(upload.uploadId, { ...upload, parts: new Map(), modifiedAt: now })
  return upload
}

function complete(
  { uploads, blobs }: Memory,
  { key, uploadId }: BlobUpload,
  parts: readonly StoredPart[],
  now: number,
) {
  const upload = uploads.get(uploadId)
  const blob = blobs.get(key)
  const length = totalLength(parts)
  if (upload === undefined && blob?.length === length) return
  if (upload !== undefined && !isExactly(heldBy(upload), parts)) throw new DropError('upload-incomplete')
  if (upload === undefined || blob !== undefined) throw new DropError('upload-ended')
  blobs.set(key, { parts: parts.map(({ number }) => upload.parts.get(number) ?? NONE), length, modifiedAt: now })
  uploads.delete(uploadId)
}

function put({ uploads }: Memory, grant: Grant | undefined, bytes: Uint8Array, now: number): void {
  if (grant?.method !== 'put' || now >= grant.expiresAt) throw new DropError('grant-ended')
  if (bytes.length !== grant.part.length) throw new DropError('bad-request', { subject: 'length' })
  const upload = uploads.get(grant.upload.uploadId)
  if (upload === undefined) throw new DropError('upload-ended')
  upload.parts.set(grant.part.number, bytes)
  upload.modifiedAt = now
}

function get({ blobs }: Memory, grant: Grant | undefined, now: number): Uint8Array<ArrayBuffer> {
  if (grant?.method !== 'get' || now >= grant.expiresAt) throw new DropError('grant-ended')
  return read(blobs, grant.key, grant.range)
}

function read(blobs: Memory['blobs'], key: DropId, { offset, length }: ByteRange): Uint8Array<ArrayBuffer> {
  const blob = blobs.get(key)
  if (blob === undefined) throw new DropError('not-found')
  const end = offset + length
  if (end > blob.length) throw new DropError('bad-request', { subject: 'offset' })
  const bytes = new Uint8Array(length)
  let at = 0
  for (const part of blob.parts) {
    const wanted = part.subarray(Math.max(0, offset - at), Math.max(0, end - at))
    if (wanted.length > 0) bytes.set(wanted, Math.max(0, at - offset))
    at += part.length
  }
  return bytes
}

function remove({ uploads, blobs }: Memory, key: string): void {
  blobs.delete(key)
  for (const upload of uploads.values()) if (upload.key === key) uploads.delete(upload.uploadId)
}

function* list({ uploads, blobs }: Memory): Generator<StoredBlob> {
  for (const { key, uploadId, modifiedAt } of [...uploads.values()]) yield { key, uploadId, modifiedAt }
  for (const [key, { modifiedAt }] of [...blobs]) yield { key, uploadId: null, modifiedAt }
}

/**
 * Blobs in memory, for tests of the server: the same port and contract as the real stores, without files or sockets.
 */
export function createMemoryBlobStore({
  base = 'memory://',
  now,
  randomName,
}: MemoryBlobStoreOptions): MemoryBlobStore {
  const memory: Memory = { uploads: new Map(), blobs: new Map(), grants: new Map() }
  const sign = (grant: Grant) => {
    const token = randomName()
    memory.grants.set(token, grant)
    return Promise.resolve({ url: base + token, headers: {} })
  }
  const grantOf = (url: string) => memory.grants.get(url.slice(base.length))
  return {
    begin: (key) => Promise.resolve(begin(memory, { key, uploadId: randomName() }, now())),
    signPut: (upload, part, expiresAt) => sign({ method: 'put', upload, part, expiresAt }),
    async parts({ uploadId }) {
      const upload = memory.uploads.get(uploadId)
      if (upload === undefined) throw new DropError('upload-ended')
      return Promise.resolve(heldBy(upload))
    },
    async complete(upload, parts) {
      complete(memory, upload, parts, now())
      await Promise.resolve()
    },
    signGet: (key, range, expiresAt) => sign({ method: 'get', key, range, expiresAt }),
    delete(key) {
      remove(memory, key)
      return Promise.resolve()
    },
    async *list() {
      yield* await Promise.resolve(list(memory))
    },
    read: async (key, range) => Promise.resolve(read(memory.blobs, key, range)),
    put: (url, bytes) => put(memory, grantOf(url), bytes, now()),
    get: (url) => get(memory, grantOf(url), now()),
  }
}
