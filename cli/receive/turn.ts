import { join } from 'node:path'
import { tryFileLock } from '../../lib/adapters/files/file-lock.ts'
import { noting } from '../../lib/adapters/files/noting.ts'
import type { Locator } from '../../lib/wire/fields.ts'
import { UsageError } from '../usage-error.ts'

/**
 * Keeps two programs of this machine from saving the same link at once; answers how it ends. What a killed one left is
 * in nobody's way.
 * Errors: `UsageError` where another one is at it, those of `noting`.
 */
export async function takeTurn(folder: string, locator: Locator): Promise<() => Promise<void>> {
  const taken = await noting(() => tryFileLock(join(folder, `${locator}.lock`)))
  if (typeof taken === 'function') return taken
  throw new UsageError(`This link is being received here already, by process ${taken.pid}.`)
}
