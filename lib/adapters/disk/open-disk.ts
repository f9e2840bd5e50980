import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { BlobReader } from '../../ports/blob-reader.ts'
import type { BlobStore } from '../../ports/blob-store.ts'
import { type BlobEndpoint, createBlobEndpoint } from './blob-endpoint.ts'
import { createDiskBlobStore } from './disk-blob-store.ts'
import { loadSigningKey } from './signing-key.ts'

/** The two halves of storage on the local disk: the port, and what its URLs are answered with. */
export interface Disk {
  readonly store: BlobStore & BlobReader
  readonly endpoint: BlobEndpoint
}

export interface DiskOptions {
  /** The instance's data directory. Blobs go into `storage/` in it, the key that signs URLs into `signing.key`. */
  readonly dataDirectory: string
  /**
   * What stands before `/blobs` in every URL: an origin, a path, or nothing for URLs relative to the app's own origin.
   */
  readonly base: string
  /** Unix time in ms. */
  readonly now: () => number
}

/** Opens storage on the local disk; makes its key where there is none yet. */
export async function openDisk({ dataDirectory, base, now }: DiskOptions): Promise<Disk> {
  const root = join(dataDirectory, 'storage')
  const signingKey = await loadSigningKey(join(dataDirectory, 'signing.key'))
  const randomName = () => randomBytes(16).toString('base64url')
  return {
    store: createDiskBlobStore({ root, base, signingKey, randomName }),
    endpoint: createBlobEndpoint({ root, signingKey, now, randomName }),
  }
}
