import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import {
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  ListPartsCommand,
  type S3Client,
} from '@aws-sdk/client-s3'

/** What storage holds, by drop: bytes of finished blobs, and of the parts of uploads that were begun. */
export interface Held {
  readonly finished: ReadonlyMap<string, number>
  readonly begun: ReadonlyMap<string, number>
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0)

async function listObjects(client: S3Client, Bucket: string, Prefix: string): Promise<Map<string, number>> {
  const found = new Map<string, number>()
  let ContinuationToken: string | undefined
  do {
    const page: ListObjectsV2CommandOutput = await client.send(
      new ListObjectsV2Command({ Bucket, Prefix, ContinuationToken }),
    )
    for (const { Key = '', Size = 0 } of page.Contents ?? []) found.set(Key.slice(Prefix.length), Size)
    ContinuationToken = page.NextContinuationToken
  } while (ContinuationToken !== undefined)
  return found
}

/** The bytes of an unfinished upload; 0 where it was completed or given up since it was listed. */
async function partsOf(client: S3Client, Bucket: string, Key: string, UploadId: string): Promise<number> {
  try {
    const { Parts = [] } = await client.send(new ListPartsCommand({ Bucket, Key, UploadId }))
    return sum(Parts.map(({ Size = 0 }) => Size))
  } catch (error) {
    if (error instanceof Error && ['NoSuchKey', 'NoSuchUpload'].includes(error.name)) return 0
    throw error
  }
}

async function listUploads(client: S3Client, Bucket: string, Prefix: string): Promise<Map<string, number>> {
  const found = new Map<string, number>()
  let markers = {}
  for (;;) {
    const page: ListMultipartUploadsCommandOutput = await client.send(
      new ListMultipartUploadsCommand({ Bucket, Prefix, ...markers }),
    )
    for (const { Key = '', UploadId = '' } of page.Uploads ?? []) {
      const key = Key.slice(Prefix.length)
      found.set(key, (found.get(key) ?? 0) + (await partsOf(client, Bucket, Key, UploadId)))
    }
    if (page.IsTruncated !== true) return found
    markers = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker }
  }
}

/** Reads a bucket directly. */
export async function readBucket(client: S3Client, bucket: string, prefix = 'drops/'): Promise<Held> {
  return { finished: await listObjects(client, bucket, prefix), begun: await listUploads(client, bucket, prefix) }
}

/** Names in a folder; none where it is not there, or went away just now. */
function names(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function bytesIn(folder: string): number {
  const size = (name: string) => statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0
  return sum(names(folder).map(size))
}

/** Reads the storage of a data folder directly: what arrives and is no part yet counts as begun. */
export function readFolder(dataDir: string): Held {
  const [blobs, uploads] = [join(dataDir, 'storage', 'blobs'), join(dataDir, 'storage', 'uploads')]
  const finished = names(blobs).flatMap((first) =>
    names(join(blobs, first)).map((key) => [key, bytesIn(join(blobs, first, key))] as const),
  )
  const begun = names(uploads).map((name) => [name.split('.')[0] ?? '', bytesIn(join(uploads, name))] as const)
  return { finished: new Map(finished), begun: new Map(begun) }
}
