import { join } from 'node:path'
import { statAt } from '../../lib/adapters/files/safe-place.ts'
import { locatorOf } from '../../lib/client/receive/open-link.ts'
import { parseLinkText } from '../../lib/format/link-text.ts'
import type { Connection } from './connect.ts'
import { findNamed, giveNames, hashFile, identify, isReceivedAgain, type Naming } from './give-names.ts'
import { type Journal, readJournal, removeJournal, writeJournal } from './journal.ts'
import { checkFree, partNames, realFolder } from './places.ts'
import type { SavedEntry } from './save-files.ts'
import { takeTurn } from './turn.ts'

/** Files that an earlier try was giving their names to, and which of them have theirs. */
interface Left {
  readonly places: Naming
  readonly named: ReadonlySet<number>
  /** What is to be noted before the others get theirs. */
  readonly journal: Journal
}

/**
 * What an earlier try verified whole, and had yet to name; `null` where there is no such try, or some of it is gone.
 * Errors: `save-failed`.
 */
export async function findLeft(journal: Journal | null): Promise<Left | null> {
  if (journal?.naming === undefined) return null
  const { targets } = journal
  const root = await realFolder(journal.root).catch(() => null)
  if (root === null) return null
  const places = { root, targets, parts: partNames(targets) }
  const { named, lost } = await findNamed(places, journal.naming)
  if (lost === null) return { places, named, journal }
  if (!isReceivedAgain(lost, journal.again) || journal.files < targets.length) return null
  // Received again to the end: what they are now is yet to be noted.
  const naming = await identify(places, named)
  return naming.includes('') ? null : { places, named, journal: { ...journal, naming, again: undefined } }
}

/**
 * Gives their names to files of which an earlier try had verified every byte, where the link is over meanwhile: nothing
 * of it is needed for that. `null` where there are none.
 * Errors: `save-failed` (`exists`, `place`), `UsageError` where another program is at it.
 */
export async function nameLeft(
  { folder, leases }: Connection,
  text: string,
  { force, wantsHash }: { readonly force: boolean; readonly wantsHash: boolean },
): Promise<SavedEntry[] | null> {
  const locator = await locatorOf(await parseLinkText(text))
  const leave = await takeTurn(folder, locator)
  try {
    const left = await findLeft(await readJournal(folder, locator))
    if (left === null) return null
    const { places, named, journal } = left
    const { targets } = places
    const unnamed = targets.filter((_, place) => !named.has(place))
    await checkFree(places.root, unnamed, force)
    await writeJournal(folder, locator, journal)
    await giveNames(places, named, force)
    await removeJournal(folder, locator)
    await leases.change(locator, () => null)
    const saved = targets.map(async (target) => {
      const path = join(places.root, target)
      return { path, size: (await statAt(path))?.size ?? 0, sha256: wantsHash ? await hashFile(path) : null }
    })
    return await Promise.all(saved)
  } finally {
    await leave()
  }
}
