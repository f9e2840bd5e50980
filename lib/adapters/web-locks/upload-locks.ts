import type { UploadLocks } from '../../ports/upload-locks.ts'
import { dropId } from '../../wire/fields.ts'

const PREFIX = 'snowdrop upload '

/**
 * Exclusive locks, which the browser lets go with the page that holds them (Web Locks 2.3). Without them no upload can
 * be taken, and so none is kept.
 */
export function webUploadLocks(locks: LockManager | undefined): UploadLocks {
  return {
    take(id) {
      const { promise: taken, resolve } = Promise.withResolvers<(() => void) | null>()
      const hold = (lock: Lock | null) => {
        if (lock === null) {
          resolve(null)
          return
        }
        const { promise, resolve: release } = Promise.withResolvers<null>()
        resolve(() => release(null))
        return promise
      }
      if (locks === undefined) resolve(null)
      else locks.request(`${PREFIX}${id}`, { ifAvailable: true }, hold).catch(() => resolve(null))
      return taken
    },
    async taken() {
      const { held = [] } = (await locks?.query().catch(() => null)) ?? {}
      const ids = held.flatMap(({ name = '' }) => (name.startsWith(PREFIX) ? [name.slice(PREFIX.length)] : []))
      return new Set(ids.flatMap((id) => dropId.safeParse(id).data ?? []))
    },
  }
}
