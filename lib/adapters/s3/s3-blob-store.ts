import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
} from '@aws-sdk/client-s3'
import type { Bytes } from '../../format/bytes.ts'
import { DropError, isDropError } from '../../format/drop-error.ts'
import type { BlobReader } from '../../ports/blob-reader.ts'
import type { BlobStore, BlobUpload, ByteRange, StoredBlob, StoredPart } from '../../ports/blob-store.ts'
import { isExactly, totalLength } from '../../ports/part-list.ts'
import type { DropId } from '../../wire/fields.ts'
import { type Bucket, createBucket, type S3Options } from './s3-client.ts'
import { asking, askingFor } from './s3-failures.ts'
import { createSigner } from './s3-sign.ts'
import { abortUploads, isBegun, listParts, listUploads, NO_UPLOAD, type TaggedPart } from './s3-uploads.ts'

export interface S3BlobStoreOptions extends S3Options {
  /** Unix time in ms. */
  readonly now: () => number
}

/**
 * Blobs in a bucket of any S3 server: multipart uploads and ranged reads by presigned URLs, so that no byte passes the
 * app.
 */
export function createS3BlobStore(options: S3BlobStoreOptions): BlobStore & BlobReader {
  const { now } = options
  const bucket = createBucket(options)
  const signer = createSigner(bucket)
  return {
    begin: (key) => begin(bucket, key),
    signPut: (upload, part, expiresAt) => signer.uploadPart(upload, part, expiresAt, now()),
    async parts({ key, uploadId }) {
      const { held: parts } = await look(bucket, bucket.prefix + key, uploadId)
      if (parts === null) throw new DropError('upload-ended')
      return parts.map(({ number, length }) => ({ number, length }))
    },
    complete: (upload, parts) => complete(bucket, upload, parts),
    signGet: (key, range, expiresAt) => signer.getRange(key, range, expiresAt, now()),
    delete: (key) => remove(bucket, bucket.prefix + key),
    list: () => list(bucket),
    read: (key, range) => read(bucket, bucket.prefix + key, range),
  }
}

async function begin({ client, name, prefix, sse }: Bucket, key: DropId): Promise<BlobUpload> {
  const metadata = { ContentType: 'application/octet-stream', CacheControl: 'no-store' }
  const encryption = sse === undefined ? {} : { ServerSideEncryption: sse.algorithm, SSEKMSKeyId: sse.keyId }
  const command = new CreateMultipartUploadCommand({ Bucket: name, Key: prefix + key, ...metadata, ...encryption })
  const { UploadId } = await asking(client.send(command))
  if (UploadId === undefined) throw new DropError('unavailable', { subject: 'CreateMultipartUpload' })
  return { key, uploadId: UploadId }
}

/** The length in bytes of a finished blob, or null where there is none. */
async function finishedLength({ client, name }: Bucket, key: string): Promise<number | null> {
  const found = await askingFor(client.send(new HeadObjectCommand({ Bucket: name, Key: key })), 'NotFound', 'NoSuchKey')
  return found === null ? null : (found.ContentLength ?? 0)
}

/**
 * What storage holds under a key: the parts of this upload while it is unfinished, and the length of a finished blob.
 * Null where there is none.
 */
async function look(bucket: Bucket, key: string, uploadId: string) {
  const listed = await listParts(bucket, key, uploadId)
  // Asked after the parts: an upload that is gone may have become this blob just now.
  const finished = await finishedLength(bucket, key)
  // Swift lists the parts of an upload still when it has become the blob.
  const held = listed === null || finished === null || (await isBegun(bucket, key, uploadId)) ? listed : null
  return { held, finished }
}

async function complete(bucket: Bucket, upload: BlobUpload, parts: readonly StoredPart[]): Promise<void> {
  const key = bucket.prefix + upload.key
  const { held, finished } = await look(bucket, key, upload.uploadId)
  if (held !== null && !isExactly(held, parts)) throw new DropError('upload-incomplete')
  if (held === null && finished === totalLength(parts)) return
  if (held === null || finished !== null) throw new DropError('upload-ended')
  const done = await completeMultipart(bucket, key, upload.uploadId, held)
  // Completed meanwhile by a retry whose answer was lost, or aborted.
  if (!done && (await finishedLength(bucket, key)) !== totalLength(parts)) throw new DropError('upload-ended')
}

/**
 * Completes with what was listed, tag by tag, so that a part replaced since then fails it. False where storage knows no
 * such upload.
 */
async function completeMultipart({ client, name }: Bucket, key: string, uploadId: string, held: readonly TaggedPart[]) {
  const Parts = held.map(({ number, tag }) => ({ PartNumber: number, ETag: tag }))
  const target = { Bucket: name, Key: key, UploadId: uploadId, MultipartUpload: { Parts } }
  try {
    return (await askingFor(client.send(new CompleteMultipartUploadCommand(target)), ...NO_UPLOAD)) !== null
  } catch (error) {
    const replaced = isDropError(error) && error.cause instanceof Error && error.cause.name === 'InvalidPart'
    throw replaced ? new DropError('upload-incomplete', { cause: error }) : error
  }
}

async function remove(bucket: Bucket, key: string): Promise<void> {
  await abortUploads(bucket, key)
  await asking(bucket.client.send(new DeleteObjectCommand({ Bucket: bucket.name, Key: key })))
  let left = (await finishedLength(bucket, key)) !== null
  for await (const upload of listUploads(bucket, key)) left ||= upload.key === key
  // An upload with parts on their way survives its abort until it is aborted again.
  if (left) throw new DropError('unavailable', { subject: 'delete' })
}

async function read({ client, name }: Bucket, key: string, { offset, length }: ByteRange): Promise<Bytes> {
  const Range = `bytes=${offset}-${offset + length - 1}`
  const command = new GetObjectCommand({ Bucket: name, Key: key, Range })
  const found = await askingFor(client.send(command), 'NoSuchKey', 'NotFound')
  if (found === null) throw new DropError('not-found')
  const bytes = await asking(found.Body?.transformToByteArray() ?? Promise.resolve(new Uint8Array()))
  if (bytes.length !== length) throw new DropError('bad-request', { subject: 'offset' })
  return new Uint8Array(bytes)
}

async function* list(bucket: Bucket): AsyncGenerator<StoredBlob> {
  const { client, name, prefix } = bucket
  for await (const { key, uploadId, begunAt } of listUploads(bucket, prefix)) {
    yield { key: key.slice(prefix.length), uploadId, modifiedAt: begunAt }
  }
  let token: string | undefined
  do {
    const more = token === undefined ? {} : { ContinuationToken: token }
    const command = new ListObjectsV2Command({ Bucket: name, Prefix: prefix, ...more })
    const page: ListObjectsV2CommandOutput = await asking(client.send(command))
    for (const { Key, LastModified } of page.Contents ?? []) {
      if (Key !== undefined)
        yield { key: Key.slice(prefix.length), uploadId: null, modifiedAt: LastModified?.getTime() ?? 0 }
    }
    token = page.IsTruncated === true ? page.NextContinuationToken : undefined
  } while (token !== undefined)
}
