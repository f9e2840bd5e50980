import { open, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { StoredPart } from '../../ports/blob-store.ts'
import { unlessAbsent } from './file-failures.ts'
import { parsePartName, partName } from './paths.ts'

async function collect(directory: string): Promise<StoredPart[]> {
  const numbers = (await readdir(directory)).map(parsePartName).filter((number) => number !== null)
  const parts = numbers.map(async (number) => ({
    number,
    length: (await stat(join(directory, partName(number)))).size,
  }))
  return (await Promise.all(parts)).sort((a, b) => a.number - b.number)
}

/**
 * The parts that lie in `directory`, by number, or null where there is no such directory. Parts are replaced in one
 * step and leave only with their directory, so one that is gone after it was listed means that the directory is.
 */
export function readParts(directory: string): Promise<StoredPart[] | null> {
  return unlessAbsent(collect(directory), null)
}

/**
 * Removes what never became a part: bytes of a PUT that was cut off, or that is still arriving where it must not any
 * more.
 */
export async function removeStrays(directory: string): Promise<void> {
  const names = await readdir(directory)
  const strays = names.filter((name) => parsePartName(name) === null)
  await Promise.all(strays.map((name) => rm(join(directory, name), { force: true, recursive: true })))
}

/** Makes the entries of `directory` survive a loss of power. */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
