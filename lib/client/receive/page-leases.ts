import { createMemoryLeaseStore } from '../../adapters/memory/memory-lease-store.ts'
import type { LeaseStore } from '../../ports/lease-store.ts'

/** The leases of this browser, as a page holds them. */
export interface PageLeases {
  readonly leases: LeaseStore
  /** Whether the store was used before. */
  readonly isOpen: () => boolean
}

/** The browser's store, loaded at its first use; where it keeps nothing, the page's memory has to do. */
export function pageLeases(): PageLeases {
  let opened: Promise<LeaseStore> | null = null
  const open = () => {
    opened ??= import('../../adapters/indexed-db/lease-store.ts')
      .then(({ openLeaseStore }) => openLeaseStore())
      .catch(createMemoryLeaseStore)
    return opened
  }
  const leases: LeaseStore = {
    change: async (locator, change) => (await open()).change(locator, change),
    running: async (now) => (await open()).running(now),
  }
  return { leases, isOpen: () => opened !== null }
}
