import { randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { codeOf, flushFolder } from './safe-place.ts'

/** Reads a small file; `null` where it is not there. */
export async function readPrivate(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw error
  }
}

/**
 * Replaces a small file in one step, and for good once it answers. Nobody else on this machine may read it (mode 0600,
 * folder 0700).
 */
export async function writePrivate(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const fresh = `${path}.${randomBytes(6).toString('hex')}`
  const file = await open(fresh, 'wx', 0o600)
  try {
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(fresh, path)
  await flushFolder(dirname(path))
}

/** Removes a file, if it is there. */
export async function removePrivate(path: string): Promise<void> {
  await rm(path, { force: true })
}
