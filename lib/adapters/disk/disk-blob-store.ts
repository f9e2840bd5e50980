import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Bytes } from '../../format/bytes.ts'
import { DropError } from '../../format/drop-error.ts'
import type { BlobReader } from '../../ports/blob-reader.ts'
import type { BlobStore, BlobUpload, ByteRange, StoredBlob, StoredPart } from '../../ports/blob-store.ts'
import { isExactly, totalLength } from '../../ports/part-list.ts'
import { type DropId, dropId } from '../../wire/fields.ts'
import { onDisk, systemCode, unlessAbsent } from './file-failures.ts'
import { blobDirectory, blobsDirectory, parseUploadName, uploadDirectory, uploadsDirectory } from './paths.ts'
import { copiesOf, openRange, piecesOf } from './read-range.ts'
import { signedGetUrl, signedPutUrl } from './signed-url.ts'
import { readParts, removeStrays, syncDirectory } from './stored-parts.ts'

export interface DiskBlobStoreOptions {
  /** The directory that holds everything; made where it is missing. */
  readonly root: string
  /**
   * What stands before `/blobs` in every URL: an origin, a path, or nothing for URLs relative to the app's own origin.
   */
  readonly base: string
  /** 32 bytes; see `loadSigningKey`. */
  readonly signingKey: Uint8Array
  /** A fresh name of 16 random bytes, base64url. */
  readonly randomName: () => string
}

/** Blobs in files of the local disk, by URLs of the app itself, which `createBlobEndpoint` answers. */
export function createDiskBlobStore({
  root,
  base,
  signingKey,
  randomName,
}: DiskBlobStoreOptions): BlobStore & BlobReader {
  return {
    async begin(key) {
      const upload = { key, uploadId: randomName() }
      await onDisk(() => mkdir(uploadDirectory(root, key, upload.uploadId), { recursive: true }))
      return upload
    },
    signPut({ key, uploadId }, { number, length }, expires) {
      const url = signedPutUrl(base, signingKey, { key, number, upload: uploadId, length, expires })
      return Promise.resolve({ url, headers: {} })
    },
    async parts({ key, uploadId }) {
      const parts = await onDisk(() => readParts(uploadDirectory(root, key, uploadId)))
      if (parts === null) throw new DropError('upload-ended')
      return parts
    },
    complete: (upload, parts) => onDisk(() => complete(root, upload, parts)),
    signGet(key, { offset, length }, expires) {
      return Promise.resolve({ url: signedGetUrl(base, signingKey, { key, offset, length, expires }), headers: {} })
    },
    delete: (key) => onDisk(() => remove(root, key)),
    list: () => list(root),
    read: (key, range) => onDisk(() => read(blobDirectory(root, key), range)),
  }
}

async function read(blob: string, range: ByteRange): Promise<Bytes> {
  const parts = await readParts(blob)
  if (parts === null) throw new DropError('not-found')
  const bytes = await openRange(blob, piecesOf(parts, range))
  return new Uint8Array(await new Response(copiesOf(bytes)).arrayBuffer())
}

async function complete(root: string, upload: BlobUpload, parts: readonly StoredPart[]): Promise<void> {
  const from = uploadDirectory(root, upload.key, upload.uploadId)
  const to = blobDirectory(root, upload.key)
  const held = await readParts(from)
  if (held !== null && !isExactly(held, parts)) throw new DropError('upload-incomplete')
  const moved = held !== null && (await moveInPlace(from, to))
  const stored = await readParts(to)
  if (stored === null) throw new DropError('upload-ended')
  if (moved && !isExactly(stored, parts)) {
    // A part was replaced by one of another length between the look and the move.
    await rename(to, from)
    throw new DropError('upload-incomplete')
  }
  if (totalLength(stored) !== totalLength(parts)) throw new DropError('upload-ended')
  await settle(root, to)
}

/**
 * Moves an upload to where finished blobs lie, in one step, after which no PUT can reach it. False where someone else
 * has just moved it.
 */
async function moveInPlace(from: string, to: string): Promise<boolean> {
  await mkdir(dirname(to), { recursive: true })
  try {
    await rename(from, to)
    return true
  } catch (error) {
    const code = systemCode(error)
    // Another upload under this key was completed: a finished blob is never replaced.
    if (code === 'ENOTEMPTY' || code === 'EEXIST') throw new DropError('upload-ended', { cause: error })
    if (code === 'ENOENT') return false
    throw error
  }
}

/** Makes a finished blob survive a loss of power, and frees what never became a part of it. */
async function settle(root: string, blob: string): Promise<void> {
  await removeStrays(blob)
  for (const directory of [blob, dirname(blob), blobsDirectory(root), uploadsDirectory(root)]) {
    await unlessAbsent(syncDirectory(directory), undefined)
  }
}

async function uploadsOf(root: string, key: DropId): Promise<string[]> {
  const names = await unlessAbsent(readdir(uploadsDirectory(root)), [])
  return names.filter((name) => parseUploadName(name)?.key === key).map((name) => join(uploadsDirectory(root), name))
}

async function remove(root: string, key: string): Promise<void> {
  const parsed = dropId.safeParse(key)
  // Nothing can lie under a key that is not one of ours.
  if (!parsed.success) return
  const blob = blobDirectory(root, parsed.data)
  for (const directory of [...(await uploadsOf(root, parsed.data)), blob]) {
    // A PUT that is still arriving may add a name while the others are removed.
    await rm(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 })
    await unlessAbsent(syncDirectory(dirname(directory)), undefined)
  }
  const left = (await uploadsOf(root, parsed.data)).length + ((await unlessAbsent(stat(blob), null)) === null ? 0 : 1)
  // Something was begun or completed meanwhile.
  if (left > 0) throw new DropError('unavailable', { subject: 'delete' })
}

async function* list(root: string): AsyncGenerator<StoredBlob> {
  for (const name of await onDisk(() => unlessAbsent(readdir(uploadsDirectory(root)), []))) {
    const upload = parseUploadName(name)
    const modifiedAt = await changedAt(join(uploadsDirectory(root), name))
    if (upload !== null && modifiedAt !== null) yield { ...upload, modifiedAt }
  }
  for (const folder of await onDisk(() => unlessAbsent(readdir(blobsDirectory(root)), []))) {
    for (const name of await onDisk(() => unlessAbsent(readdir(join(blobsDirectory(root), folder)), []))) {
      const key = dropId.safeParse(name)
      const modifiedAt = await changedAt(join(blobsDirectory(root), folder, name))
      if (key.success && modifiedAt !== null) yield { key: key.data, uploadId: null, modifiedAt }
    }
  }
}

async function changedAt(path: string): Promise<number | null> {
  const facts = await onDisk(() => unlessAbsent(stat(path), null))
  return facts === null ? null : Math.floor(facts.mtimeMs)
}
