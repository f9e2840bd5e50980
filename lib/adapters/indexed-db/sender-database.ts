import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import { DropError, isDropError } from '../../format/drop-error.ts'
import { SENDER_DATABASE_NAME } from './database-names.ts'

/** Records are `unknown` to whoever reads them (kept-records.ts). */
export interface SenderSchema extends DBSchema {
  drops: { key: string; value: object }
  uploads: { key: string; value: object }
  parts: { key: [string, number]; value: object }
  settings: { key: string; value: unknown }
}

/** The browser's one database of a sender, and how long its opening may take in ms. */
export const SENDER_DATABASE = { name: SENDER_DATABASE_NAME, openTimeoutMs: 10_000 }
/** The setting whether what is sent is kept: until it is `false`. */
export const KEEPING = 'keeping'

export type SenderDatabase = IDBPDatabase<SenderSchema>

/** Step n brings a database from version n to n + 1. Steps are only ever added. */
const STEPS: readonly ((database: SenderDatabase) => void)[] = [
  (database) => {
    database.createObjectStore('drops', { keyPath: 'id' })
    database.createObjectStore('uploads', { keyPath: 'id' })
    database.createObjectStore('parts', { keyPath: ['id', 'number'] })
    database.createObjectStore('settings')
  },
]

/** The connection of this page, opened when it is first needed and again after it was given up. */
export interface SenderConnection {
  /**
   * Runs `work` on an open database. Errors: `save-failed` where the browser keeps nothing; a `DropError` of `work` as
   * it is.
   */
  readonly run: <T>(work: (database: SenderDatabase) => Promise<T>) => Promise<T>
  readonly close: () => void
}

/**
 * [Note: Two versions at once] A page of a later version may upgrade while this one is open: this one lets go at once,
 * so that nothing hangs, and from then on fails with `save-failed` until it is loaded anew. An earlier version that
 * does not let go makes the open fail instead of waiting.
 */
function open(name: string, timeoutMs: number, lost: () => void): Promise<SenderDatabase> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the database did not open')), timeoutMs)
    const opening = openDB<SenderSchema>(name, STEPS.length, {
      upgrade: (database, from) => {
        for (const step of STEPS.slice(from)) step(database)
      },
      blocked: () => reject(new Error('the database is blocked by an older page')),
      blocking: () => {
        lost()
        void opening.then((database) => database.close())
      },
      terminated: lost,
    })
    opening.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

/**
 * A connection to the database `name`. What did not open within `timeoutMs` counts as refused: some browsers never
 * answer, in a private window or after a crash.
 */
export function connectSenderDatabase(name: string, timeoutMs: number): SenderConnection {
  let opened: Promise<SenderDatabase> | null = null
  const lost = () => {
    opened = null
  }
  return {
    run: async (work) => {
      try {
        opened ??= open(name, timeoutMs, lost)
        return await work(
          await opened.catch((cause: unknown) => {
            lost()
            throw cause
          }),
        )
      } catch (cause) {
        throw isDropError(cause) ? cause : new DropError('save-failed', { subject: 'list', cause })
      }
    },
    close: () => {
      void opened?.then((database) => database.close())
      lost()
    },
  }
}
