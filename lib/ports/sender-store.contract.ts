import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { DEFAULT_HEADER, encodeHeader } from '../format/header.ts'
import { dropId, locator } from '../wire/fields.ts'
import type { KeptDrop, KeptLink, KeptUpload, SenderStore } from './sender-store.ts'

const random = (length: number) => new Uint8Array(randomBytes(length))
const text = (length: number) => randomBytes(length).toString('base64url')

/** A link as a list keeps it. */
export function someLink(more: Partial<KeptLink> = {}): KeptLink {
  return { locator: locator.parse(text(16)), code: text(18), label: null, createdAt: 1, ...more }
}

/** A drop as a list keeps it, with one link. */
export function someDrop(more: Partial<KeptDrop> = {}): KeptDrop {
  return {
    id: dropId.parse(text(16)),
    owner: text(32),
    contentKey: random(32),
    header: encodeHeader(DEFAULT_HEADER),
    kind: 'files',
    name: 'Grüße.txt',
    files: 1,
    totalBytes: 0,
    createdAt: 1,
    links: [someLink()],
    ...more,
  }
}

/** An unfinished upload as a list keeps it. */
export function someUpload(more: Partial<KeptUpload> = {}): KeptUpload {
  return {
    id: dropId.parse(text(16)),
    owner: text(32),
    contentKey: random(32),
    header: encodeHeader(DEFAULT_HEADER),
    begunAt: 1,
    files: [{ rawPath: 'a/ü.bin', size: 2 ** 40, lastModified: -5, handle: null }],
    ...more,
  }
}

function describeDrops(open: () => SenderStore): void {
  test('nothing is kept at first, and new drops are to be kept', async () => {
    const store = open()
    expect(await store.drops()).toEqual([])
    expect(await store.uploads()).toEqual([])
    expect(await store.keeping()).toBe(true)
  })

  test('a drop comes back as it was kept, the newest first', async () => {
    const store = open()
    const middle = someDrop({ createdAt: 2, links: [] })
    const [old, young] = [
      someDrop({ links: [someLink({ label: 'Ünal' }), someLink()] }),
      someDrop({ createdAt: 3, kind: 'note', files: 0 }),
    ]
    for (const drop of [middle, young, old]) expect(await store.changeDrop(drop.id, () => drop)).toEqual(drop)
    expect(await store.drops()).toEqual([young, middle, old])
  })

  test('a change sees what is kept, answers what is kept then, and null forgets', async () => {
    const store = open()
    const drop = someDrop()
    expect(await store.changeDrop(drop.id, (kept) => (kept === null ? drop : null))).toEqual(drop)
    expect(await store.changeDrop(drop.id, (kept) => kept && { ...kept, name: 'b' })).toEqual({ ...drop, name: 'b' })
    expect(await store.changeDrop(drop.id, (kept) => kept)).toEqual({ ...drop, name: 'b' })
    expect(await store.changeDrop(drop.id, () => null)).toBeNull()
    expect(await store.changeDrop(drop.id, (kept) => kept)).toBeNull()
    expect(await store.drops()).toEqual([])
  })

  test('of a hundred changes at once none is lost', async () => {
    const store = open()
    const drop = someDrop({ links: [] })
    await store.changeDrop(drop.id, () => drop)
    const links = Array.from({ length: 100 }, (_, index) => someLink({ createdAt: index }))
    await Promise.all(
      links.map((link) => store.changeDrop(drop.id, (kept) => kept && { ...kept, links: [...kept.links, link] })),
    )
    expect((await store.drops())[0]?.links).toHaveLength(100)
  })

  test('a change that throws changes nothing, and its error comes out', async () => {
    const store = open()
    const drop = someDrop()
    await store.changeDrop(drop.id, () => drop)
    const failing = store.changeDrop(drop.id, () => {
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow()
    expect(await store.drops()).toEqual([drop])
  })

  test('whether to keep is remembered', async () => {
    const store = open()
    expect(await store.keeping(false)).toBe(false)
    expect(await store.keeping()).toBe(false)
    expect(await store.keeping(true)).toBe(true)
    expect(await store.keeping()).toBe(true)
  })
}

function describeUploads(open: () => SenderStore): void {
  test('an upload keeps its parts, each under its number', async () => {
    const store = open()
    const [one, other] = [someUpload(), someUpload()]
    const [first, again, last] = [random(16), random(16), random(16)]
    await store.putUpload(one)
    await store.putUpload(other)
    await store.putPart(one.id, 1, first)
    await store.putPart(one.id, 10_000, last)
    await store.putPart(one.id, 1, again)
    const kept = await store.uploads()
    expect(kept).toHaveLength(2)
    const partsOf = (id: string) => kept.find(({ upload }) => upload.id === id)?.parts
    expect(kept.find(({ upload }) => upload.id === one.id)?.upload).toEqual(one)
    expect(partsOf(one.id)).toEqual(
      new Map([
        [1, again],
        [10_000, last],
      ]),
    )
    expect(partsOf(other.id)).toEqual(new Map())
  })

  test('an upload that is put again keeps its parts', async () => {
    const store = open()
    const upload = someUpload()
    await store.putUpload(upload)
    await store.putPart(upload.id, 1, random(16))
    await store.putUpload({ ...upload, files: [] })
    expect(await store.uploads()).toMatchObject([{ upload: { files: [] }, parts: { size: 1 } }])
  })

  test('a part of an upload that is not kept is not noted', async () => {
    const store = open()
    const upload = someUpload()
    await store.putPart(upload.id, 1, random(16))
    await store.putUpload(upload)
    expect(await store.uploads()).toEqual([{ upload, parts: new Map() }])
  })

  test('a removed upload takes its parts along and no other', async () => {
    const store = open()
    const [one, other] = [someUpload(), someUpload()]
    for (const { id } of [one, other].map((upload) => ({ ...upload }))) {
      await store.putUpload(id === one.id ? one : other)
      await store.putPart(id, 1, random(16))
    }
    await store.removeUpload(one.id)
    await store.removeUpload(one.id)
    expect(await store.uploads()).toMatchObject([{ upload: { id: other.id }, parts: { size: 1 } }])
    await store.putUpload(one)
    expect((await store.uploads()).find(({ upload }) => upload.id === one.id)?.parts).toEqual(new Map())
  })
}

/** What every sender's store must do. `open` gives a new, empty one. */
export function describeSenderStore(name: string, open: () => SenderStore): void {
  describe(`sender store: ${name}`, () => {
    describeDrops(open)
    describeUploads(open)
  })
}
