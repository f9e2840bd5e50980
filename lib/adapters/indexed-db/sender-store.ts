import type { Bytes } from '../../format/bytes.ts'
import type { KeptDrop, SenderStore } from '../../ports/sender-store.ts'
import type { DropId } from '../../wire/fields.ts'
import { readDrop, readPart, readUpload } from './kept-records.ts'
import { connectSenderDatabase, KEEPING, SENDER_DATABASE, type SenderDatabase } from './sender-database.ts'

function isThere<T>(value: T | null): value is T {
  return value !== null
}

function orAbort<T>(transaction: { abort(): void; readonly done: Promise<void> }, work: () => T): T {
  try {
    return work()
  } catch (error) {
    transaction.done.catch(() => {})
    transaction.abort()
    throw error
  }
}

async function changeDrop(
  database: SenderDatabase,
  id: DropId,
  change: (kept: KeptDrop | null) => KeptDrop | null,
): Promise<KeptDrop | null> {
  const transaction = database.transaction('drops', 'readwrite')
  const { store } = transaction
  const before = readDrop(await store.get(id))
  const after = orAbort(transaction, () => change(before))
  if (after === null) await store.delete(id)
  else if (after !== before) await store.put(after)
  await transaction.done
  return after
}

async function uploads(database: SenderDatabase): ReturnType<SenderStore['uploads']> {
  const transaction = database.transaction(['uploads', 'parts'])
  const records = await Promise.all([
    transaction.objectStore('uploads').getAll(),
    transaction.objectStore('parts').getAll(),
  ])
  const parts = records[1].map(readPart).filter(isThere)
  return records[0]
    .map(readUpload)
    .filter(isThere)
    .map((upload) => ({
      upload,
      parts: new Map(parts.filter(({ id }) => id === upload.id).map(({ number, salt }) => [number, salt])),
    }))
}

async function putPart(database: SenderDatabase, id: DropId, number: number, salt: Bytes): Promise<void> {
  const transaction = database.transaction(['uploads', 'parts'], 'readwrite')
  const isKept = (await transaction.objectStore('uploads').getKey(id)) !== undefined
  if (isKept) await transaction.objectStore('parts').put({ id, number, salt })
  await transaction.done
}

async function removeUpload(database: SenderDatabase, id: DropId): Promise<void> {
  const transaction = database.transaction(['uploads', 'parts'], 'readwrite')
  await Promise.all([
    transaction.objectStore('uploads').delete(id),
    transaction.objectStore('parts').delete(IDBKeyRange.bound([id], [id, []])),
    transaction.done,
  ])
}

async function keeping(database: SenderDatabase, value: boolean | undefined): Promise<boolean> {
  if (value !== undefined) await database.put('settings', value, KEEPING)
  return (await database.get('settings', KEEPING)) !== false
}

/** For tests: another database, and another time in ms after which one that does not open counts as refused. */
interface SenderStoreOptions {
  readonly name?: string
  readonly timeoutMs?: number
}

/** What this browser remembers of what was sent from it, in IndexedDB. */
export function createSenderStore({
  name = SENDER_DATABASE.name,
  timeoutMs = SENDER_DATABASE.openTimeoutMs,
}: SenderStoreOptions = {}): SenderStore & { readonly close: () => void } {
  const { run, close } = connectSenderDatabase(name, timeoutMs)
  return {
    drops: () =>
      run(async (database) => {
        const drops = (await database.getAll('drops')).map(readDrop).filter(isThere)
        return drops.sort((a, b) => b.createdAt - a.createdAt)
      }),
    changeDrop: (id, change) => run((database) => changeDrop(database, id, change)),
    uploads: () => run(uploads),
    putUpload: (upload) =>
      run(async (database) => {
        await database.put('uploads', upload)
      }),
    putPart: (id, number, salt) => run((database) => putPart(database, id, number, salt)),
    removeUpload: (id) => run((database) => removeUpload(database, id)),
    keeping: (value) => run((database) => keeping(database, value)),
    close,
  }
}
