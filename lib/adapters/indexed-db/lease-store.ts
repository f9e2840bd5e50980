import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import * as z from 'zod/mini'
import { DropError } from '../../format/drop-error.ts'
import type { KeptLease, LeaseStore } from '../../ports/lease-store.ts'
import { instant, leaseId, locator } from '../../wire/fields.ts'
import { LEASE_DATABASE_NAME } from './database-names.ts'

interface Leases extends DBSchema {
  leases: { key: string; value: unknown }
}

const VERSION = 1

const indices = z.array(z.int().check(z.nonnegative()))
const keptLease = z.object({
  locator,
  id: leaseId,
  token: z.string(),
  lapsesAt: instant,
  taken: indices,
  unfinished: z.nullable(z.union([z.literal('all'), indices])),
})

/** What a device holds may be anything: what is no lease is none. */
function parseLease(record: unknown): KeptLease | null {
  const parsed = keptLease.safeParse(record)
  return parsed.success ? parsed.data : null
}

async function guard<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    throw new DropError('save-failed', { subject: 'leases', cause })
  }
}

async function changeLease(
  database: IDBPDatabase<Leases>,
  key: string,
  change: (kept: KeptLease | null) => KeptLease | null,
): Promise<KeptLease | null> {
  const transaction = database.transaction('leases', 'readwrite')
  const before = parseLease(await transaction.store.get(key))
  const after = change(before)
  if (after === null) await transaction.store.delete(key)
  else if (after !== before) await transaction.store.put(after)
  await transaction.done
  return after
}

async function runningLeases(database: IDBPDatabase<Leases>, now: number): Promise<KeptLease[]> {
  const transaction = database.transaction('leases', 'readwrite')
  const running: KeptLease[] = []
  for await (const cursor of transaction.store) {
    const lease = parseLease(cursor.value)
    if (lease !== null && lease.lapsesAt > now) running.push(lease)
    else await cursor.delete()
  }
  await transaction.done
  return running
}

/** The leases of this browser. Errors: `save-failed` where it keeps nothing, as in some private windows. */
export async function openLeaseStore(): Promise<LeaseStore> {
  const database = await guard(() =>
    openDB<Leases>(LEASE_DATABASE_NAME, VERSION, {
      upgrade: (fresh) => void fresh.createObjectStore('leases', { keyPath: 'locator' }),
      // A later version in another tab may upgrade: this page goes on without what it kept.
      blocking: (_now, _wanted, event) => {
        if (event.target instanceof IDBDatabase) event.target.close()
      },
    }),
  )
  return {
    change: (key, change) => guard(() => changeLease(database, key, change)),
    running: (now) => guard(() => runningLeases(database, now)),
  }
}
