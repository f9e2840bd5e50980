import {
  AbortMultipartUploadCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  ListPartsCommand,
  type ListPartsCommandOutput,
} from '@aws-sdk/client-s3'
import type { StoredPart } from '../../ports/blob-store.ts'
import type { Bucket } from './s3-client.ts'
import { asking, askingFor } from './s3-failures.ts'

/**
 * What servers call an upload that they do not know: S3 itself, and Ceph where the name is not that of an object
 * either.
 */
export const NO_UPLOAD = ['NoSuchUpload', 'NoSuchKey'] as const

/** A part with the tag that completion has to name it by. */
export interface TaggedPart extends StoredPart {
  readonly tag: string
}

/** An unfinished upload as storage lists it; `key` is the whole name, prefix and all. */
export interface ListedUpload {
  readonly key: string
  readonly uploadId: string
  /** Unix time in ms. */
  readonly begunAt: number
}

/** The parts storage holds of an upload, by number, or null where it knows no such upload. */
export async function listParts({ client, name }: Bucket, key: string, uploadId: string): Promise<TaggedPart[] | null> {
  const parts: TaggedPart[] = []
  let marker = {}
  for (;;) {
    const command = new ListPartsCommand({ Bucket: name, Key: key, UploadId: uploadId, ...marker })
    const page: ListPartsCommandOutput | null = await askingFor(client.send(command), ...NO_UPLOAD)
    if (page === null) return null
    for (const { PartNumber, Size, ETag } of page.Parts ?? []) {
      if (PartNumber === undefined || Size === undefined || ETag === undefined) throw new Error('a part without facts')
      parts.push({ number: PartNumber, length: Size, tag: ETag })
    }
    // Not the SDK's paginator: it goes on while there is a marker, and Ceph sends one with its last page, too.
    if (page.IsTruncated !== true) return parts.sort((a, b) => a.number - b.number)
    marker = { PartNumberMarker: page.NextPartNumberMarker }
  }
}

/** Every unfinished upload whose whole name begins with `prefix`. */
export async function* listUploads({ client, name }: Bucket, prefix: string): AsyncGenerator<ListedUpload> {
  let markers = {}
  for (;;) {
    const command = new ListMultipartUploadsCommand({ Bucket: name, Prefix: prefix, ...markers })
    const page: ListMultipartUploadsCommandOutput = await asking(client.send(command))
    for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
      if (Key !== undefined && UploadId !== undefined)
        yield { key: Key, uploadId: UploadId, begunAt: Initiated?.getTime() ?? 0 }
    }
    if (page.IsTruncated !== true) return
    markers = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker }
  }
}

/** Whether an upload of exactly `key` is listed as unfinished. */
export async function isBegun(bucket: Bucket, key: string, uploadId: string): Promise<boolean> {
  for await (const upload of listUploads(bucket, key)) {
    if (upload.key === key && upload.uploadId === uploadId) return true
  }
  return false
}

/** Ends every unfinished upload of exactly `key`. */
export async function abortUploads(bucket: Bucket, key: string): Promise<void> {
  for await (const upload of listUploads(bucket, key)) {
    if (upload.key !== key) continue
    const command = new AbortMultipartUploadCommand({ Bucket: bucket.name, Key: key, UploadId: upload.uploadId })
    await askingFor(bucket.client.send(command), ...NO_UPLOAD)
  }
}
