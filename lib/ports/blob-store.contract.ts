import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DropError } from '../format/drop-error.ts'
import { type DropId, dropId } from '../wire/fields.ts'
import type { BlobReader } from './blob-reader.ts'
import type { BlobStore, BlobUpload, SignedRequest, StoredBlob, StoredPart } from './blob-store.ts'

/** A store under test. Its URLs must answer to a plain `fetch` while it is open. */
export interface BlobStoreHarness {
  readonly store: BlobStore & BlobReader
  /** Bytes of the smallest part that another may follow: 5 MiB on S3. */
  readonly partBytes: number
  readonly close: () => Promise<void>
}

const soon = () => Date.now() + 60_000
// Node demands it of a streamed body; the DOM's types do not know it.
const streamed: RequestInit & { duplex: 'half' } = { duplex: 'half' }
const newKey = (): DropId => dropId.parse(randomBytes(16).toString('base64url'))
const bytesOf = (length: number): Uint8Array<ArrayBuffer> => new Uint8Array(randomBytes(length))
const failing = (code: string): unknown => expect.objectContaining({ name: DropError.name, code })

/** The answer to a PUT, read to its end: what is left unread would keep the connection. */
async function send({ url, headers }: SignedRequest, body: BodyInit, more: RequestInit = {}): Promise<Response> {
  const response = await fetch(url, { method: 'PUT', headers, body, ...more })
  await response.arrayBuffer()
  return response
}

async function read({ url, headers }: SignedRequest, more: Record<string, string> = {}): Promise<Buffer | null> {
  const response = await fetch(url, { headers: { ...headers, ...more } })
  const body = Buffer.from(await response.arrayBuffer())
  return response.ok ? body : null
}

/**
 * A signed request whose URL differs from what was signed in one place: each named parameter, the last character, the
 * path.
 */
function tamper({ url, headers }: SignedRequest): SignedRequest[] {
  const changed = (character: string) => (character === '1' ? '2' : '1')
  const original = new URL(url)
  const urls = [url.slice(0, -1) + changed(url.slice(-1))]
  for (const [name, value] of original.searchParams) {
    // The SDK's own label of the operation means nothing to storage.
    if (name === 'x-id') continue
    const copy = new URL(url)
    copy.searchParams.set(name, value.slice(0, -1) + changed(value.slice(-1)))
    urls.push(copy.href)
  }
  const moved = new URL(url)
  moved.pathname = moved.pathname.slice(0, -1) + changed(moved.pathname.slice(-1))
  return [...urls, moved.href].map((each) => ({ url: each, headers }))
}

async function everything(store: BlobStore, key: string): Promise<StoredBlob[]> {
  const found: StoredBlob[] = []
  for await (const blob of store.list()) if (blob.key === key) found.push(blob)
  return found
}

/** Puts `contents` as parts 1, 2, … and returns them as storage should list them. */
async function putAll(
  store: BlobStore,
  upload: BlobUpload,
  contents: readonly Uint8Array<ArrayBuffer>[],
): Promise<StoredPart[]> {
  const parts = contents.map((bytes, index) => ({ number: index + 1, length: bytes.length }))
  for (const [index, part] of parts.entries()) {
    const response = await send(await store.signPut(upload, part, soon()), contents[index] ?? '')
    expect(response.status).toBe(200)
  }
  return parts
}

async function finished(store: BlobStore, ...contents: Uint8Array<ArrayBuffer>[]) {
  const upload = await store.begin(newKey())
  const parts = await putAll(store, upload, contents)
  await store.complete(upload, parts)
  return { upload, key: upload.key, parts, whole: Buffer.concat(contents) }
}

/**
 * What every blob store must do, on the real thing: bytes go by `fetch` to the URLs that it signs. `lateParts` is
 * `taken` for a server known to take parts of an upload that is complete: what the port promises of them cannot be had
 * there.
 */
export function describeBlobStore(
  name: string,
  open: () => Promise<BlobStoreHarness>,
  lateParts: 'refused' | 'taken' = 'refused',
): void {
  describe(`blob store: ${name}`, () => {
    let harness: BlobStoreHarness
    let store: BlobStore
    let close = () => Promise.resolve()
    beforeAll(async () => {
      harness = await open()
      store = harness.store
      close = harness.close
    })
    afterAll(() => close())
    const context = () => harness
    describeUploads(context)
    describeRefusals(context)
    describeCompletion(context)
    if (lateParts === 'refused') describeLateParts(context)
    describeReading(context)
    describeDeletion(context)

    test('a blob goes in by parts and comes out whole', async () => {
      const { key, whole } = await finished(store, bytesOf(harness.partBytes), bytesOf(harness.partBytes), bytesOf(17))
      expect((await read(await store.signGet(key, { offset: 0, length: whole.length }, soon())))?.equals(whole)).toBe(
        true,
      )
    })
  })
}

function describeUploads(context: () => BlobStoreHarness): void {
  test('a new upload has no parts', async () => {
    const { store } = context()
    expect(await store.parts(await store.begin(newKey()))).toEqual([])
  })

  test('parts are listed by number, in whatever order they came', async () => {
    const { store } = context()
    const upload = await store.begin(newKey())
    for (const number of [11, 2, 1]) {
      const response = await send(await store.signPut(upload, { number, length: number }, soon()), bytesOf(number))
      expect(response.status).toBe(200)
    }
    expect(await store.parts(upload)).toEqual([1, 2, 11].map((number) => ({ number, length: number })))
  })

  test('a part put again replaces the former', async () => {
    const { store } = context()
    const upload = await store.begin(newKey())
    await putAll(store, upload, [bytesOf(100)])
    const second = bytesOf(70)
    const parts = await putAll(store, upload, [second])
    expect(await store.parts(upload)).toEqual([{ number: 1, length: 70 }])
    await store.complete(upload, parts)
    expect(await read(await store.signGet(upload.key, { offset: 0, length: 70 }, soon()))).toEqual(Buffer.from(second))
  })

  test('two uploads under one key do not mix', async () => {
    const { store } = context()
    const key = newKey()
    const [one, two] = [await store.begin(key), await store.begin(key)]
    expect(one.uploadId).not.toBe(two.uploadId)
    await putAll(store, one, [bytesOf(5)])
    expect(await store.parts(two)).toEqual([])
  })

  test('the parts of an upload that storage does not know are upload-ended', async () => {
    const { store } = context()
    const upload = await store.begin(newKey())
    await store.delete(upload.key)
    await expect(store.parts(upload)).rejects.toEqual(failing('upload-ended'))
  })
}

function describeRefusals(context: () => BlobStoreHarness): void {
  test.each([
    { length: 0, signed: 1 },
    { length: 99, signed: 100 },
    { length: 101, signed: 100 },
    { length: 3_000_000, signed: 100 },
  ])('a PUT of $length bytes is refused where $signed were signed, and leaves nothing', async ({ length, signed }) => {
    const { store } = context()
    const upload = await store.begin(newKey())
    const response = await send(await store.signPut(upload, { number: 1, length: signed }, soon()), bytesOf(length))
    expect(response.status).toBeGreaterThanOrEqual(400)
    expect(await store.parts(upload)).toEqual([])
  })

  test.each([99, 101])(
    'a streamed PUT of %i bytes is refused where 100 were signed, and leaves nothing',
    async (length) => {
      const { store } = context()
      const upload = await store.begin(newKey())
      const body = new Blob([bytesOf(length)]).stream()
      const request = await store.signPut(upload, { number: 1, length: 100 }, soon())
      const outcome = await send(request, body, streamed).then(
        (response) => response.ok,
        () => false,
      )
      expect(outcome).toBe(false)
      expect(await store.parts(upload)).toEqual([])
    },
  )

  test('a PUT after its time is refused', async () => {
    const { store } = context()
    const upload = await store.begin(newKey())
    const request = await store.signPut(upload, { number: 1, length: 10 }, Date.now() - 5_000)
    expect((await send(request, bytesOf(10))).status).toBe(403)
    expect(await store.parts(upload)).toEqual([])
  })

  test('a GET after its time is refused', async () => {
    const { store } = context()
    const { key } = await finished(store, bytesOf(10))
    const request = await store.signGet(key, { offset: 0, length: 10 }, Date.now() - 5_000)
    expect(await read(request)).toBeNull()
  })

  test('a PUT whose URL was changed in any place is refused', async () => {
    const { store } = context()
    const upload = await store.begin(newKey())
    const request = await store.signPut(upload, { number: 3, length: 10 }, soon())
    for (const other of tamper(request)) {
      const response = await send(other, bytesOf(10))
      expect(response.status, other.url).toBeGreaterThanOrEqual(400)
    }
    expect(await store.parts(upload)).toEqual([])
  })

  test('a GET whose URL was changed in any place is refused', async () => {
    const { store } = context()
    const { key } = await finished(store, bytesOf(100))
    const request = await store.signGet(key, { offset: 30, length: 40 }, soon())
    for (const other of tamper(request)) expect(await read(other), other.url).toBeNull()
  })

  test('a URL signed for one method is refused for the other', async () => {
    const { store } = context()
    const { key, whole } = await finished(store, bytesOf(50))
    const upload = await store.begin(newKey())
    const get = await store.signGet(key, { offset: 0, length: 50 }, soon())
    const put = await store.signPut(upload, { number: 1, length: 50 }, soon())
    expect((await send(get, bytesOf(50))).ok).toBe(false)
    expect(await read(put)).toBeNull()
    expect(await read(get)).toEqual(whole)
    expect(await store.parts(upload)).toEqual([])
  })
}

function describeCompletion(context: () => BlobStoreHarness): void {
  const wrong: [string, (parts: StoredPart[]) => StoredPart[]][] = [
    ['no part at all', () => []],
    ['one part that was not put', (parts) => [...parts, { number: 3, length: 9 }]],
    ['one part less than was put', (parts) => parts.slice(0, -1)],
    [
      'a part that is longer',
      (parts) => parts.map((part) => ({ ...part, length: part.length + (part.number === 2 ? 1 : 0) })),
    ],
    [
      'a part that is shorter',
      (parts) => parts.map((part) => ({ ...part, length: part.length - (part.number === 2 ? 1 : 0) })),
    ],
    ['other numbers', (parts) => parts.map(({ number, length }) => ({ number: number + 1, length }))],
    ['another order', (parts) => parts.toReversed()],
  ]
  test('what is not exactly what was put is upload-incomplete, and may still be completed', async () => {
    const { store, partBytes } = context()
    const upload = await store.begin(newKey())
    const parts = await putAll(store, upload, [bytesOf(partBytes), bytesOf(50)])
    for (const [reason, change] of wrong) {
      await expect(store.complete(upload, change(parts)), reason).rejects.toEqual(failing('upload-incomplete'))
    }
    await store.complete(upload, parts)
  })

  test('an upload without parts cannot be completed', async () => {
    const { store } = context()
    const upload = await store.begin(newKey())
    await expect(store.complete(upload, [])).rejects.toEqual(failing('upload-incomplete'))
    await expect(store.complete(upload, [{ number: 1, length: 1 }])).rejects.toEqual(failing('upload-incomplete'))
  })

  test('completing again succeeds for the same length and is upload-ended for another', async () => {
    const { store, partBytes } = context()
    const { upload, parts, whole } = await finished(store, bytesOf(partBytes), bytesOf(1))
    await store.complete(upload, parts)
    await expect(store.complete(upload, parts.slice(0, -1))).rejects.toEqual(failing('upload-ended'))
    await expect(store.complete(upload, [])).rejects.toEqual(failing('upload-ended'))
    await expect(store.parts(upload)).rejects.toEqual(failing('upload-ended'))
    expect(
      (await read(await store.signGet(upload.key, { offset: 0, length: whole.length }, soon())))?.equals(whole),
    ).toBe(true)
  })

  test('completing an upload that was deleted is upload-ended', async () => {
    const { store } = context()
    const upload = await store.begin(newKey())
    const parts = await putAll(store, upload, [bytesOf(10)])
    await store.delete(upload.key)
    await expect(store.complete(upload, parts)).rejects.toEqual(failing('upload-ended'))
  })

  test('another upload never replaces a finished blob', async () => {
    const { store } = context()
    const key = newKey()
    const [one, two] = [await store.begin(key), await store.begin(key)]
    const original = bytesOf(30)
    await store.complete(one, await putAll(store, one, [original]))
    const parts = await putAll(store, two, [bytesOf(30)])
    await expect(store.complete(two, parts)).rejects.toEqual(failing('upload-ended'))
    expect(await read(await store.signGet(key, { offset: 0, length: 30 }, soon()))).toEqual(Buffer.from(original))
  })
}

function describeLateParts(context: () => BlobStoreHarness): void {
  test('after completion a PUT that is still signed changes nothing', async () => {
    const { store } = context()
    const upload = await store.begin(newKey())
    const [same, longer, additional] = [
      await store.signPut(upload, { number: 1, length: 40 }, soon()),
      await store.signPut(upload, { number: 1, length: 41 }, soon()),
      await store.signPut(upload, { number: 2, length: 40 }, soon()),
    ]
    const original = bytesOf(40)
    const parts = await putAll(store, upload, [original])
    await store.complete(upload, parts)
    for (const [request, length] of [
      [same, 40],
      [longer, 41],
      [additional, 40],
    ] as const) {
      expect((await send(request, bytesOf(length))).ok).toBe(false)
    }
    expect(await read(await store.signGet(upload.key, { offset: 0, length: 40 }, soon()))).toEqual(
      Buffer.from(original),
    )
    expect(await everything(store, upload.key)).toMatchObject([{ uploadId: null }])
    await store.complete(upload, parts)
  })
}

function describeReading(context: () => BlobStoreHarness): void {
  test('the server itself reads a run of bytes, across parts, and none beyond the end', async () => {
    const { store, partBytes } = context()
    const { key, whole } = await finished(store, bytesOf(partBytes), bytesOf(17))
    const range = { offset: partBytes - 3, length: 20 }
    expect(Buffer.from(await store.read(key, range)).equals(whole.subarray(range.offset))).toBe(true)
    await expect(store.read(key, { offset: partBytes, length: 18 })).rejects.toEqual(failing('bad-request'))
    await expect(store.read(newKey(), { offset: 0, length: 1 })).rejects.toEqual(failing('not-found'))
  })

  test('every range comes out exactly, across the borders of parts', async () => {
    const { store, partBytes: n } = context()
    const { key, whole } = await finished(store, bytesOf(n), bytesOf(n), bytesOf(3))
    const end = whole.length
    const ranges = [
      [0, 1],
      [0, n],
      [0, n + 1],
      [n - 1, 1],
      [n - 1, 2],
      [n, 1],
      [n, n],
      [1, 2 * n + 1],
      [2 * n, 3],
      [end - 1, 1],
      [0, end],
    ]
    for (const [offset = 0, length = 0] of ranges) {
      const bytes = await read(await store.signGet(key, { offset, length }, soon()))
      expect(bytes?.equals(whole.subarray(offset, offset + length)), `${offset}+${length}`).toBe(true)
    }
  })

  test.each(['bytes=0-99', 'bytes=0-', 'bytes=-10', 'bytes=31-40', 'bytes=30-70'])(
    'a request for %s gets nothing but what was signed',
    async (range) => {
      const { store } = context()
      const { key, whole } = await finished(store, bytesOf(100))
      const request = await store.signGet(key, { offset: 30, length: 40 }, soon())
      const bytes = await read({ url: request.url, headers: {} }, { range })
      if (bytes !== null) expect(bytes).toEqual(whole.subarray(30, 70))
    },
  )

  test('an answer is 200 or 206, and inert', async () => {
    const { store } = context()
    const { key } = await finished(store, bytesOf(100))
    const { url, headers } = await store.signGet(key, { offset: 30, length: 40 }, soon())
    const response = await fetch(url, { headers })
    expect([200, 206]).toContain(response.status)
    expect(response.headers.get('content-type') ?? 'application/octet-stream').toBe('application/octet-stream')
    expect((await response.arrayBuffer()).byteLength).toBe(40)
  })

  test('what is not finished, and what never was, cannot be read', async () => {
    const { store } = context()
    const upload = await store.begin(newKey())
    await putAll(store, upload, [bytesOf(10)])
    expect(await read(await store.signGet(upload.key, { offset: 0, length: 10 }, soon()))).toBeNull()
    expect(await read(await store.signGet(newKey(), { offset: 0, length: 10 }, soon()))).toBeNull()
  })
}

function describeDeletion(context: () => BlobStoreHarness): void {
  test('list shows uploads and finished blobs, with a time', async () => {
    const { store } = context()
    const before = Date.now()
    const upload = await store.begin(newKey())
    const { key } = await finished(store, bytesOf(10))
    const found = [...(await everything(store, upload.key)), ...(await everything(store, key))]
    expect(found.map((each) => [each.key, each.uploadId])).toEqual([
      [upload.key, upload.uploadId],
      [key, null],
    ])
    // S3 tells whole seconds.
    for (const { modifiedAt } of found) expect(Math.abs(modifiedAt - before)).toBeLessThan(60_000)
  })

  test('a deleted blob cannot be read by a URL that is still signed', async () => {
    const { store } = context()
    const { key } = await finished(store, bytesOf(10))
    const request = await store.signGet(key, { offset: 0, length: 10 }, soon())
    expect(await read(request)).not.toBeNull()
    await store.delete(key)
    expect(await read(request)).toBeNull()
    expect(await everything(store, key)).toEqual([])
  })

  test('delete ends every upload under the key, and a PUT that is still signed brings nothing back', async () => {
    const { store } = context()
    const key = newKey()
    const [one, two] = [await store.begin(key), await store.begin(key)]
    await putAll(store, one, [bytesOf(10)])
    const late = await store.signPut(two, { number: 1, length: 10 }, soon())
    await store.delete(key)
    expect((await send(late, bytesOf(10))).ok).toBe(false)
    expect(await everything(store, key)).toEqual([])
  })

  test('delete ends uploads beside a finished blob', async () => {
    const { store } = context()
    const key = newKey()
    const [one, two] = [await store.begin(key), await store.begin(key)]
    await store.complete(one, await putAll(store, one, [bytesOf(10)]))
    await putAll(store, two, [bytesOf(10)])
    expect(await everything(store, key)).toHaveLength(2)
    await store.delete(key)
    expect(await everything(store, key)).toEqual([])
  })

  test('deleting spares everything else', async () => {
    const { store } = context()
    const upload = await store.begin(newKey())
    const { key, whole } = await finished(store, bytesOf(10))
    await store.delete(newKey())
    expect(await store.parts(upload)).toEqual([])
    expect(await read(await store.signGet(key, { offset: 0, length: 10 }, soon()))).toEqual(whole)
  })

  test.each(['absent', 'deleted twice', 'not a key of ours'])('deleting what is %s succeeds', async (kind) => {
    const { store } = context()
    const key = kind === 'not a key of ours' ? 'some/where else' : newKey()
    if (kind === 'deleted twice') await store.delete(key)
    await expect(store.delete(key)).resolves.toBeUndefined()
  })
}
