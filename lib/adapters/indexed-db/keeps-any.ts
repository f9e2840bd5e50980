import type { Locator } from '../../wire/fields.ts'
import { LEASE_DATABASE_NAME, SENDER_DATABASE_NAME } from './database-names.ts'

/** A place in a database where something may be kept: a store, or what stands in it under one key. */
interface KeptPlace {
  readonly store: string
  readonly key?: string
}

/** How long a database may take to open, in ms: some browsers never answer, in a private window or after a crash. */
const OPEN_TIMEOUT_MS = 5000

/** Opens a database if it is there, and makes none. */
function openExisting(name: string): Promise<IDBDatabase | null> {
  return new Promise((resolve) => {
    const opening = indexedDB.open(name)
    let isLate = false
    const timer = setTimeout(() => {
      isLate = true
      resolve(null)
    }, OPEN_TIMEOUT_MS)
    // Only where it was not there (Indexed Database API 3.0, 4.1); given up, it is not there afterwards either.
    opening.onupgradeneeded = () => opening.transaction?.abort()
    opening.onerror = (event) => {
      event.preventDefault()
      clearTimeout(timer)
      resolve(null)
    }
    opening.onsuccess = () => {
      clearTimeout(timer)
      const database = opening.result
      database.onversionchange = () => database.close()
      if (isLate) database.close()
      else resolve(database)
    }
  })
}

function holds(database: IDBDatabase, { store, key }: KeptPlace): Promise<boolean> {
  return new Promise((resolve) => {
    if (!database.objectStoreNames.contains(store)) {
      resolve(false)
      return
    }
    const counting = database.transaction(store).objectStore(store).count(key)
    counting.onsuccess = () => resolve(counting.result > 0)
    counting.onerror = () => resolve(false)
  })
}

/**
 * Whether a database of this browser holds anything in one of these places. A browser that keeps nothing holds nothing.
 */
async function keepsAny(name: string, places: readonly KeptPlace[]): Promise<boolean> {
  try {
    const database = await openExisting(name)
    if (database === null) return false
    const found = await Promise.all(places.map((place) => holds(database, place)))
    database.close()
    return found.includes(true)
  } catch {
    // `indexedDB` itself is refused in some windows.
    return false
  }
}

/**
 * Whether this browser keeps an unfinished upload or an upload ticket. A look that needs none of the code which reads
 * them, and never fails.
 */
export function keepsForSender(): Promise<boolean> {
  return keepsAny(SENDER_DATABASE_NAME, [{ store: 'uploads' }, { store: 'settings', key: 'ticket' }])
}

/** Whether this browser keeps a download of a link. As `keepsForSender`. */
export function keepsLease(locator: Locator): Promise<boolean> {
  return keepsAny(LEASE_DATABASE_NAME, [{ store: 'leases', key: locator }])
}
