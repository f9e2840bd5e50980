import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import { DropError } from '../../format/drop-error.ts'
import type { KeptLease, LeaseStore } from '../../ports/lease-store.ts'

interface Leases extends DBSchema {
  leases: { key: string; value: KeptLease }
}

const DATABASE = 'snowdrop-leases'
const VERSION = 1

/** The leases of this browser. Errors: `save-failed` where it keeps nothing, as in some private windows. */
export async function openLeaseStore(): Promise<LeaseStore> {
  const database = await guard(
    openDB<Leases>(DATABASE, VERSION, {
      upgrade: (fresh) => void fresh.createObjectStore('leases', { keyPath: 'locator' }),
      // A later version in another tab may upgrade: this page asks anew when it is loaded again.
      blocking: (_now, _wanted, event) => {
        if (event.target instanceof IDBDatabase) event.target.close()
      },
    }),
  )
  return {
    change: (locator, change) => guard(changeLease(database, locator, change)),
    running: (now) => guard(runningLeases(database, now)),
  }
}

async function guard<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (cause) {
    throw new DropError('save-failed', { subject: 'leases', cause })
  }
}

async function changeLease(
  database: IDBPDatabase<Leases>,
  locator: string,
  change: (kept: KeptLease | null) => KeptLease | null,
): Promise<KeptLease | null> {
  const transaction = database.transaction('leases', 'readwrite')
  const before = (await transaction.store.get(locator)) ?? null
  const after = change(before)
  if (after === null) await transaction.store.delete(locator)
  else if (after !== before) await transaction.store.put(after)
  await transaction.done
  return after
}

async function runningLeases(database: IDBPDatabase<Leases>, now: number): Promise<KeptLease[]> {
  const transaction = database.transaction('leases', 'readwrite')
  const kept = await transaction.store.getAll()
  for (const { locator, lapsesAt } of kept) if (lapsesAt <= now) await transaction.store.delete(locator)
  await transaction.done
  return kept.filter(({ lapsesAt }) => lapsesAt > now)
}
