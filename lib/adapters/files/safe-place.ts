import { constants, type Stats } from 'node:fs'
import { type FileHandle, link, lstat, mkdir, open, rename, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { DropError } from '../../format/drop-error.ts'

/** The system's code of a failed file operation. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/** What is at a path, links not followed; `null` for nothing. Errors: `save-failed`. */
export async function statAt(path: string): Promise<Stats | null> {
  try {
    return await lstat(path)
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return null
    throw new DropError('save-failed', { subject: codeOf(cause) === 'ENOTDIR' ? 'place' : 'disk', cause })
  }
}

/**
 * Refuses what is there and no folder of its own: a symbolic link would lead what is saved elsewhere. Errors:
 * `save-failed` (`place`).
 */
async function checkFolder(path: string): Promise<boolean> {
  const found = await statAt(path)
  if (found === null) return false
  if (!found.isDirectory()) throw new DropError('save-failed', { subject: 'place' })
  return true
}

/** The folders between `root` and a relative path with `/`, from the top. */
function parentsOf(root: string, path: string): string[] {
  const segments = path.split('/').slice(0, -1)
  return segments.map((_, at) => join(root, ...segments.slice(0, at + 1)))
}

/**
 * Looks at what stands where a file shall be saved, and at each folder above it. Errors: `save-failed` (`place`) where
 * one of them is a link or a file.
 */
export async function lookAtPlace(root: string, path: string): Promise<Stats | null> {
  for (const folder of parentsOf(root, path)) if (!(await checkFolder(folder))) return null
  return statAt(join(root, path))
}

/** Makes the folders above a file one by one, and follows no link. Errors: `save-failed` (`place`). */
export async function makeParents(root: string, path: string): Promise<void> {
  for (const folder of parentsOf(root, path)) {
    if (await checkFolder(folder)) continue
    await mkdir(folder).catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST') throw error
    })
    await checkFolder(folder)
  }
}

/** Flushes a folder's entries. Not every system can. */
export async function flushFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => null)
  await folder?.sync().catch(() => {})
  await folder?.close()
}

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants

/**
 * A handle to what is about to be replaced; `null` where there is none, and on Windows, which may replace nothing that
 * is open.
 */
async function holdReplaced(path: string): Promise<FileHandle | null> {
  return process.platform === 'win32' ? null : open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK).catch(() => null)
}

/**
 * Replaces what stands there. The system frees it, a gibibyte in a sixth of a second, as its last handle goes: ours,
 * while whoever called goes on.
 */
async function replaceBy(from: string, to: string): Promise<void> {
  const replaced = await holdReplaced(to)
  try {
    await rename(from, to)
  } finally {
    replaced?.close().catch(() => {})
  }
}

/** Gives a whole file its name. What stands there is replaced only with `replace`. Errors: `save-failed` (`exists`). */
export async function giveName(from: string, to: string, replace: boolean): Promise<void> {
  if (replace) return replaceBy(from, to)
  try {
    await link(from, to)
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST') throw new DropError('save-failed', { subject: 'exists', cause })
    // A file system without hard links: what came meanwhile is seen all but surely.
    if ((await statAt(to)) !== null) throw new DropError('save-failed', { subject: 'exists', cause })
    return rename(from, to)
  }
  await unlink(from)
}

/** The folder in which a path lies. */
export const folderOf = (path: string): string => dirname(path)
