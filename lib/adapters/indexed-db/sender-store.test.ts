import 'fake-indexeddb/auto'
import { openDB } from 'idb'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { describeSenderStore, someDrop, someLink, someUpload } from '../../ports/sender-store.contract.ts'
import { createSenderStore } from './sender-store.ts'

let count = 0
const freshName = () => `test ${(count += 1)}`

describeSenderStore('IndexedDB', () => createSenderStore({ name: freshName() }))

describe('what a database holds may be anything', () => {
  const drop = someDrop()
  test.each([
    ['an owner that is no token', { ...drop, owner: 'short' }],
    ['a key that is too short', { ...drop, contentKey: new Uint8Array(31) }],
    ['a key that is a list', { ...drop, contentKey: [...drop.contentKey] }],
    ['an unknown kind', { ...drop, kind: 'folder' }],
    ['a negative size', { ...drop, totalBytes: -1 }],
    ['no links', { ...drop, links: undefined }],
    ['a code that is a link', { ...drop, links: [someLink({ code: 'javascript:alert(1)/////' })] }],
    ['nothing but an id', { id: drop.id }],
  ])('%s is left out, and the rest is there', async (_, record) => {
    const name = freshName()
    const store = createSenderStore({ name })
    const good = someDrop()
    await store.changeDrop(good.id, () => good)
    const raw = await openDB(name)
    await raw.put('drops', record)
    raw.close()
    expect(await store.drops()).toEqual([good])
    expect(await store.changeDrop(drop.id, (kept) => kept)).toBeNull()
  })

  test('an upload and a part that make no sense are left out; a handle that is none is none', async () => {
    const name = freshName()
    const store = createSenderStore({ name })
    const good = someUpload()
    await store.putUpload(good)
    const raw = await openDB(name)
    await raw.put('uploads', { ...someUpload(), files: 'all' })
    await raw.put('uploads', { ...good, files: good.files.map((file) => ({ ...file, handle: { kind: 'file' } })) })
    await raw.put('parts', { id: good.id, number: 0, salt: new Uint8Array(16) })
    await raw.put('parts', { id: good.id, number: 1, salt: new Uint8Array(15) })
    await raw.put('settings', 'perhaps', 'keeping')
    raw.close()
    expect(await store.uploads()).toEqual([{ upload: good, parts: new Map() }])
    expect(await store.keeping()).toBe(true)
  })
})

describe('two pages at once', () => {
  test('both see what the other wrote', async () => {
    const name = freshName()
    const [one, other] = [createSenderStore({ name }), createSenderStore({ name })]
    const drop = someDrop()
    await one.changeDrop(drop.id, () => drop)
    expect(await other.drops()).toEqual([drop])
  })

  test('a later version may upgrade, keeps everything, and the earlier page fails at once', async () => {
    const name = freshName()
    const store = createSenderStore({ name })
    const drop = someDrop()
    await store.changeDrop(drop.id, () => drop)
    const later = await openDB(name, 99, { upgrade: (database) => void database.createObjectStore('more') })
    expect(await later.getAll('drops')).toEqual([drop])
    await expect(store.drops()).rejects.toMatchObject({ code: 'save-failed' })
    later.close()
  })

  test('a database that is deleted under the page is there again, empty', async () => {
    const name = freshName()
    const store = createSenderStore({ name })
    const drop = someDrop()
    await store.changeDrop(drop.id, () => drop)
    await new Promise((resolve) => {
      indexedDB.deleteDatabase(name).onsuccess = resolve
    })
    expect(await store.drops()).toEqual([])
  })
})

describe('a browser that keeps nothing', () => {
  afterEach(() => vi.restoreAllMocks())

  test('refuses with save-failed, and is asked again the next time', async () => {
    const store = createSenderStore({ name: freshName() })
    const refused = vi.spyOn(indexedDB, 'open').mockImplementation(() => {
      throw new DOMException('no', 'SecurityError')
    })
    await expect(store.drops()).rejects.toMatchObject({ code: 'save-failed' })
    await expect(store.keeping(false)).rejects.toMatchObject({ code: 'save-failed' })
    refused.mockRestore()
    expect(await store.drops()).toEqual([])
  })

  test('a page that does not let go does not hang this one', async () => {
    const name = freshName()
    const stubborn = await openDB(name, 1)
    const upgrading = openDB(name, 2)
    await expect(createSenderStore({ name, timeoutMs: 20 }).drops()).rejects.toMatchObject({ code: 'save-failed' })
    stubborn.close()
    ;(await upgrading).close()
  })
})
