import { DropError, isDropError } from '../../format/drop-error.ts'
import type { Database, Transaction } from './database.ts'

/** Prisma's code for a transaction that lost against another one and may be tried again. */
const CONFLICT = 'P2034'
/** Prisma's code for a unique field that is taken. */
const TAKEN = 'P2002'

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
}

/** Whether an insert failed because the identifier is taken. */
export function isTaken(error: unknown): boolean {
  return codeOf(error) === TAKEN
}

/** Thrown inside a transaction to undo it, and caught around it. */
export class Rollback extends Error {}

/** Runs one query; whatever goes wrong with the database is `unavailable`. */
export async function asking<T>(query: () => Promise<T>): Promise<T> {
  try {
    return await query()
  } catch (cause) {
    throw isDropError(cause) || cause instanceof Rollback || isTaken(cause)
      ? cause
      : new DropError('unavailable', { cause })
  }
}

/** Runs one transaction, again where it lost against another one (deadlock or write conflict). Errors as `asking`. */
export async function transact<T>(database: Database, work: (tx: Transaction) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await asking(() => database.$transaction(work))
    } catch (error) {
      const cause = isDropError(error) ? error.cause : error
      if (codeOf(cause) !== CONFLICT || tries === 5) throw error
    }
  }
}
