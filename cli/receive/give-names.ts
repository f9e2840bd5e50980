import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { identityOf } from '../../lib/adapters/files/file-identity.ts'
import { savingTo } from '../../lib/adapters/files/part-file.ts'
import { flushFolder, folderOf, giveName, makeParents } from '../../lib/adapters/files/safe-place.ts'

/** Files of which every byte was verified, on the way from their `.part` names to their own. */
export interface Naming {
  /** Absolute, and no symbolic link. */
  readonly root: string
  /** Under it, in order. */
  readonly targets: readonly string[]
  /** Their names until then. */
  readonly parts: readonly string[]
}

/** What became of a naming that was broken off. */
export interface Found {
  /** Places of files that have their names already. */
  readonly named: ReadonlySet<number>
  /** The first that is neither under one name nor under the other; `null` where all are there. */
  readonly lost: number | null
}

const at = (root: string, names: readonly string[], place: number) => join(root, names[place] ?? '')

/**
 * What each file is, noted before the first one gets its name, so that a naming that is broken off knows its own.
 * `named` have theirs. Errors: `save-failed`.
 */
export async function identify({ root, targets, parts }: Naming, named: ReadonlySet<number>): Promise<string[]> {
  const identities: string[] = []
  for (const place of targets.keys()) {
    const path = at(root, named.has(place) ? targets : parts, place)
    identities.push((await savingTo(() => identityOf(path))) ?? '')
  }
  return identities
}

/**
 * Looks where the files of a naming are that was broken off, by what they were then. Whatever else stands in their
 * places is a stranger's. Errors: `save-failed`.
 */
export async function findNamed({ root, targets, parts }: Naming, identities: readonly string[]): Promise<Found> {
  const named = new Set<number>()
  let lost: number | null = null
  for (const [place, identity] of identities.entries()) {
    const isAt = async (names: readonly string[]) =>
      (await savingTo(() => identityOf(at(root, names, place)))) === identity
    // Killed in the moment in which it had both names, it has its own.
    if (await isAt(targets)) named.add(place)
    else if (!(await isAt(parts))) lost ??= place
  }
  return { named, lost }
}

/** Whether the first file that is lost is among those that are received again, from place `again` on. */
export function isReceivedAgain(lost: number, again: number | undefined): boolean {
  return again !== undefined && lost >= again
}

/**
 * Gives all files that are not among `named` their names. What stands there is replaced only with `force`. Errors:
 * `save-failed` (`exists`, `place`).
 */
export async function giveNames(
  { root, targets, parts }: Naming,
  named: ReadonlySet<number>,
  force: boolean,
): Promise<void> {
  const folders = new Set<string>()
  for (const [place, target] of targets.entries()) {
    const [from, to] = [at(root, parts, place), at(root, targets, place)]
    if (named.has(place)) await unlink(from).catch(() => {})
    else {
      await savingTo(() => makeParents(root, target))
      await savingTo(() => giveName(from, to, force))
    }
    folders.add(folderOf(to))
  }
  for (const folder of folders) await flushFolder(folder)
}

/** SHA-256 of a file, hexadecimal. Errors: `save-failed`. */
export function hashFile(path: string): Promise<string> {
  return savingTo(async () => {
    const hash = createHash('sha256')
    for await (const piece of createReadStream(path, { highWaterMark: 2 ** 20 })) hash.update(piece as Uint8Array)
    return hash.digest('hex')
  })
}
