import type { LeasePresence } from '../../ports/lease-presence.ts'

/** Shared locks, which the browser lets go with the page that holds them (Web Locks 2.3). Where there are none, every page takes itself for the only one. */
export function lockPresence(locks: LockManager | undefined): LeasePresence {
  const mine = new Map<string, number>()
  const nameOf = (id: string) => `snowdrop lease ${id}`
  return {
    enter(id) {
      const name = nameOf(id)
      const { promise, resolve } = Promise.withResolvers<null>()
      mine.set(name, (mine.get(name) ?? 0) + 1)
      // A page that is torn down while it asks needs no lock any more.
      locks?.request(name, { mode: 'shared' }, () => promise).catch(() => {})
      return () => {
        mine.set(name, (mine.get(name) ?? 1) - 1)
        resolve(null)
      }
    },
    async hasOthers(id) {
      const name = nameOf(id)
      const { held = [] } = (await locks?.query().catch(() => null)) ?? {}
      return held.filter((lock) => lock.name === name).length > (mine.get(name) ?? 0)
    },
  }
}
