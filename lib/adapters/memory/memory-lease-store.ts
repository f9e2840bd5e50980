import type { KeptLease, LeaseStore } from '../../ports/lease-store.ts'

/** Leases for as long as the page lives: for tests, and for windows that keep nothing. */
export function createMemoryLeaseStore(): LeaseStore {
  const leases = new Map<string, KeptLease>()
  return {
    change: (locator, change) => {
      const kept = change(leases.get(locator) ?? null)
      if (kept === null) leases.delete(locator)
      else leases.set(locator, kept)
      return Promise.resolve(kept)
    },
    running: (now) => {
      for (const [locator, { lapsesAt }] of leases) if (lapsesAt <= now) leases.delete(locator)
      return Promise.resolve([...leases.values()])
    },
  }
}
