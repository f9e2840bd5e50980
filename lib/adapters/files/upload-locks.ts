import { rmSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { UploadLocks } from '../../ports/upload-locks.ts'
import { dropId } from '../../wire/fields.ts'
import { isFileLocked, tryFileLock } from './file-lock.ts'

const ENDING = '.upload.lock'

/**
 * Locks of kept uploads among the programs of this machine, in `folder`. Where it cannot be written, nobody gets one.
 */
export function openUploadLocks(folder: string): UploadLocks {
  return {
    async take(id) {
      const path = join(folder, `${id}${ENDING}`)
      const taken = await tryFileLock(path).catch(() => null)
      if (typeof taken !== 'function') return null
      // At once: a program that lets go may be about to end.
      return () => rmSync(path, { force: true })
    },
    async taken() {
      const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(ENDING))
      const held = await Promise.all(names.map((name) => isFileLocked(join(folder, name)).catch(() => false)))
      const ids = names.filter((_, at) => held[at]).map((name) => dropId.safeParse(name.slice(0, -ENDING.length)).data)
      return new Set(ids.filter((id) => id !== undefined))
    },
  }
}
