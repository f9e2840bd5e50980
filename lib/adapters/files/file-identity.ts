import type { BigIntStats } from 'node:fs'
import { lstat } from 'node:fs/promises'
import { codeOf } from './safe-place.ts'

/** As `identityOf`, of a file that is known. */
export const identityIn = ({ dev, ino, size, mtimeNs }: BigIntStats): string => [dev, ino, size, mtimeNs].join(' ')

/**
 * What tells a regular file, under whatever name it stands, from every other one: its number on its disk, its size and
 * its date. `null` for nothing there, and for what is no file.
 */
export async function identityOf(path: string): Promise<string | null> {
  try {
    const found = await lstat(path, { bigint: true })
    return found.isFile() ? identityIn(found) : null
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return null
    throw error
  }
}
