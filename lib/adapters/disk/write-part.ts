import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DropError } from '../../format/drop-error.ts'
import { freeBytes } from '../../format/free-bytes.ts'
import { fileFailure, systemCode } from './file-failures.ts'
import { lively, paceFor } from './lively.ts'
import { partName, uploadDirectory } from './paths.ts'
import type { PutGrant } from './signed-url.ts'

/** Bytes gathered before they are written: writing each network read by itself costs half the speed. */
const WRITE_BYTES = 1 << 20

const wrongLength = () => new DropError('bad-request', { subject: 'length' })

async function writeAll(file: FileHandle, batch: readonly Uint8Array[], length: number): Promise<void> {
  let { bytesWritten: done } = await file.writev(batch)
  // A disk that is almost full takes less than it was given, and fails only when it is given the rest.
  while (done < length) done += (await file.write(Buffer.concat(batch), done)).bytesWritten
  for (const piece of batch) freeBytes(piece)
}

/**
 * Writes `body` while the next bytes arrive, and gives the memory of what is written back; fails unless it is exactly
 * `length` bytes long.
 */
async function writeBody(file: FileHandle, body: ReadableStream<Uint8Array>, length: number): Promise<void> {
  let writing: Promise<void> = Promise.resolve()
  let batch: Uint8Array[] = []
  let [seen, gathered] = [0, 0]
  const flush = async () => {
    await writing
    writing = writeAll(file, batch, gathered)
    // It is awaited before the next one; a failure until then is not unhandled.
    writing.catch(() => undefined)
    batch = []
    gathered = 0
  }
  try {
    // A failure leaves the rest of the body to the caller, who wants to answer on the same connection.
    for await (const bytes of lively(body, paceFor(length))) {
      seen += bytes.length
      if (seen > length) throw wrongLength()
      batch.push(bytes)
      gathered += bytes.length
      if (gathered >= WRITE_BYTES) await flush()
    }
    if (seen !== length) throw wrongLength()
    await flush()
  } finally {
    await writing
  }
}

async function writeFile(path: string, body: ReadableStream<Uint8Array>, length: number): Promise<void> {
  const file = await open(path, 'wx')
  try {
    await writeBody(file, body, length)
    await file.sync()
  } finally {
    await file.close()
  }
}

/**
 * Stores one part of exactly `grant.length` bytes, durable before it resolves, under its name only once it is whole.
 * `nonce` is a fresh random name.
 * Errors: `bad-request` where the body is shorter or longer, `upload-ended` where the upload is gone or was completed,
 * `storage-full`, `unavailable`, also where the body comes too slowly.
 */
export async function writePart(
  root: string,
  grant: PutGrant,
  body: ReadableStream<Uint8Array>,
  nonce: string,
): Promise<void> {
  const directory = uploadDirectory(root, grant.key, grant.upload)
  const arriving = join(directory, `${nonce}.part`)
  try {
    await writeFile(arriving, body, grant.length)
    await rename(arriving, join(directory, partName(grant.number)))
  } catch (error) {
    await rm(arriving, { force: true })
    // The directory left its place: the upload was completed or deleted, perhaps while these bytes came in.
    if (systemCode(error) === 'ENOENT') throw new DropError('upload-ended')
    throw fileFailure(error)
  }
}
