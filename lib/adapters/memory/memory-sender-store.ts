import type { Bytes } from '../../format/bytes.ts'
import { DropError } from '../../format/drop-error.ts'
import type { KeptDrop, KeptUpload, SenderStore } from '../../ports/sender-store.ts'
import type { DropId } from '../../wire/fields.ts'

/**
 * What a sender's device remembers, for as long as the page lives: for tests. `refuses`: fails as a browser that keeps
 * nothing.
 */
export function createMemorySenderStore({ refuses = false } = {}): SenderStore {
  const drops = new Map<DropId, KeptDrop>()
  const uploads = new Map<DropId, { upload: KeptUpload; parts: Map<number, Bytes> }>()
  let isKeeping = true
  const run = async <T>(work: () => T): Promise<T> => {
    await Promise.resolve()
    if (refuses) throw new DropError('save-failed', { subject: 'list' })
    return work()
  }
  return {
    drops: () => run(() => [...drops.values()].sort((a, b) => b.createdAt - a.createdAt)),
    changeDrop: (id, change) =>
      run(() => {
        const after = change(drops.get(id) ?? null)
        if (after === null) drops.delete(id)
        else drops.set(id, after)
        return after
      }),
    uploads: () => run(() => [...uploads.values()].map(({ upload, parts }) => ({ upload, parts: new Map(parts) }))),
    putUpload: (upload) =>
      run(
        () => void uploads.set(upload.id, { upload, parts: uploads.get(upload.id)?.parts ?? new Map<number, Bytes>() }),
      ),
    putPart: (id, number, salt) => run(() => void uploads.get(id)?.parts.set(number, salt)),
    removeUpload: (id) => run(() => void uploads.delete(id)),
    keeping: (value = isKeeping) =>
      run(() => {
        isKeeping = value
        return isKeeping
      }),
  }
}
