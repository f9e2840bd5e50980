import { join } from 'node:path'
import * as z from 'zod/mini'
import { noting } from '../../lib/adapters/files/noting.ts'
import { readPrivate, removePrivate, writePrivate } from '../../lib/adapters/files/private-files.ts'
import { byteCount, type Locator } from '../../lib/wire/fields.ts'

const journal = z.object({
  /** Absolute: where the files go. */
  root: z.string(),
  /** Where they go under it, by place in the selection. */
  targets: z.array(z.string()),
  selection: z.union([z.literal('all'), z.array(byteCount)]),
  /** Files that are whole, though under their `.part` names. */
  files: byteCount,
  /** Of the next one: bytes that are on the disk for sure, and what tells whether they still are. */
  bytes: byteCount,
  check: z.string(),
  /**
   * Once all was verified, and until each file has its own name: which file each was then, by place.
   */
  naming: z.optional(z.array(z.string())),
  /**
   * Where one of those went since: the place from which on files are received again, as far as `files` says. What they
   * are now, `naming` does not know.
   */
  again: z.optional(byteCount),
})

/**
 * What a download that was broken off has left on this machine. The names are the receiver's own folder; nothing in it
 * opens the link.
 */
export type Journal = z.infer<typeof journal>

const pathOf = (folder: string, locator: Locator) => join(folder, `${locator}.parts.json`)

/** What is known of an earlier try; `null` for nothing, or nothing readable. Errors: those of `noting`. */
export async function readJournal(folder: string, locator: Locator): Promise<Journal | null> {
  const text = await noting(() => readPrivate(pathOf(folder, locator)))
  try {
    return text === null ? null : journal.parse(JSON.parse(text))
  } catch {
    return null
  }
}

/** Notes how far a download is. Errors: those of `noting`. */
export function writeJournal(folder: string, locator: Locator, noted: Journal): Promise<void> {
  return noting(() => writePrivate(pathOf(folder, locator), JSON.stringify(noted)))
}

/** Forgets it. Errors: those of `noting`. */
export function removeJournal(folder: string, locator: Locator): Promise<void> {
  return noting(() => removePrivate(pathOf(folder, locator)))
}
