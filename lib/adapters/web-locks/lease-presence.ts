import type { LeasePresence } from '../../ports/lease-presence.ts'

/** While a page is at work it looks for others this often, in ms. */
const LOOK_MS = 1000

/**
 * Shared locks, which the browser lets go with the page that holds them (Web Locks 2.3). Where there are none, every
 * page takes itself for the only one.
 */
export function lockPresence(locks: LockManager | undefined): LeasePresence {
  const mine = new Map<string, number>()
  const seen = new Map<string, boolean>()
  const nameOf = (id: string) => `snowdrop lease ${id}`
  const look = async (name: string): Promise<boolean> => {
    const { held = [] } = (await locks?.query().catch(() => null)) ?? {}
    return held.filter((lock) => lock.name === name).length > (mine.get(name) ?? 0)
  }
  return {
    enter(id) {
      const name = nameOf(id)
      const { promise, resolve } = Promise.withResolvers<null>()
      mine.set(name, (mine.get(name) ?? 0) + 1)
      seen.set(name, seen.get(name) ?? false)
      const note = () => void look(name).then((others) => seen.has(name) && seen.set(name, others))
      const watching = setInterval(note, LOOK_MS)
      const hold = () => {
        // Only now is this page's own lock among those that are held.
        note()
        return promise
      }
      // A page that is torn down while it asks needs no lock any more.
      locks?.request(name, { mode: 'shared' }, hold).catch(() => {})
      return () => {
        clearInterval(watching)
        mine.set(name, (mine.get(name) ?? 1) - 1)
        if (mine.get(name) === 0) seen.delete(name)
        resolve(null)
      }
    },
    hasOthers: (id) => look(nameOf(id)),
    sawOthers: (id) => seen.get(nameOf(id)) ?? null,
  }
}
