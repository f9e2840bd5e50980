import type { UploadLocks } from '../../ports/upload-locks.ts'
import type { DropId } from '../../wire/fields.ts'

/** Locks among those that share this object, as tabs share a browser's: for tests. */
export function createMemoryUploadLocks(): UploadLocks {
  const taken = new Set<DropId>()
  return {
    async take(id) {
      await Promise.resolve()
      if (taken.has(id)) return null
      taken.add(id)
      return () => void taken.delete(id)
    },
    async taken() {
      await Promise.resolve()
      return new Set(taken)
    },
  }
}
