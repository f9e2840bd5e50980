import { expect, test } from 'vitest'
import type { PutPart } from '../../lib/adapters/http/put-part.ts'
import { layOut, planPart } from '../../lib/client/send/plan-parts.ts'
import { ContentKey } from '../../lib/crypto/content-key.ts'
import { openPart } from '../../lib/crypto/open-payload.ts'
import { cryptoRandom } from '../../lib/crypto/random-source.ts'
import { type Bytes, concatBytes } from '../../lib/format/bytes.ts'
import { DropError } from '../../lib/format/drop-error.ts'
import { measurePayload, parsePartNumber } from '../../lib/format/geometry.ts'
import type { SentFile } from './disk-file.ts'
import { createFileSealing } from './seal-files.ts'

/** 256-byte chunks, 4 a part. */
const SMALL = { log2Chunk: 8, chunksPerPart: 4 }
const PART = 1024
const grant = { number: 1, url: '/blobs/x/parts/1', headers: {} }
const never = new AbortController().signal
const key = await ContentKey.generate(cryptoRandom).payloadKey(SMALL)

function sourceOf(bytes: Bytes, read: SentFile['read'] = (into, start) => copy(bytes, into, start)) {
  const file: SentFile = { type: '', size: bytes.length, lastModified: 0, read }
  return { key: 'f', path: 'f', rawPath: 'f', size: bytes.length, file }
}

function copy(bytes: Bytes, into: Bytes, start: number): Promise<void> {
  into.set(bytes.subarray(start, start + into.length))
  return Promise.resolve()
}

/** Storage that keeps what it gets, or refuses it. */
function storage() {
  const stored: Bytes[] = []
  const given: (readonly Bytes[])[] = []
  let refusal: DropError | null = null
  const put: PutPart = (_, chunks) => {
    given.push(chunks)
    if (refusal !== null) return Promise.reject(refusal)
    stored.push(concatBytes(...chunks))
    return Promise.resolve()
  }
  return { put, stored, given, refuse: (error: DropError | null) => (refusal = error) }
}

test.each([1, 255, 256, 257, 511, 512, 1023, 1024])(
  'the last part of %i bytes, sealed where it was read, opens',
  async (length) => {
    const { put, stored } = storage()
    const plaintext = cryptoRandom(length)
    const part = planPart(layOut([sourceOf(plaintext)]), 1, PART, length)
    const held = await createFileSealing(cryptoRandom, put, 1).seal(key, part, never)
    await held.put(grant, never)
    const geometry = measurePayload(SMALL, length)
    expect(stored[0]?.length).toBe(geometry.sealedLength)
    const opened = await openPart(key, geometry, parsePartNumber(1), held.salt, stored[0] ?? new Uint8Array(0))
    expect(concatBytes(...opened)).toEqual(plaintext)
  },
)

test('memory of what is stored is used again, and holds nothing of the part before', async () => {
  const { put, stored, given } = storage()
  const plaintext = cryptoRandom(2 * PART + 300)
  const sealing = createFileSealing(cryptoRandom, put, 1)
  const geometry = measurePayload(SMALL, plaintext.length)
  for (const number of [1, 2, 3]) {
    const part = planPart(layOut([sourceOf(plaintext)]), number, PART, plaintext.length)
    const held = await sealing.seal(key, part, never)
    await held.put(grant, never)
    await held.release()
    const sealed = stored[number - 1] ?? new Uint8Array(0)
    const opened = await openPart(key, geometry, parsePartNumber(number), held.salt, sealed)
    expect(concatBytes(...opened)).toEqual(plaintext.slice((number - 1) * PART, number * PART))
  }
  expect(new Set(given.map(([whole]) => whole?.buffer)).size).toBe(1)
})

test('a part waits for memory until another one is released, however often that is', async () => {
  const { put } = storage()
  const sealing = createFileSealing(cryptoRandom, put, 2)
  const part = planPart(layOut([sourceOf(cryptoRandom(10))]), 1, PART, 10)
  const [first] = await Promise.all([sealing.seal(key, part, never), sealing.seal(key, part, never)])
  let begun = 0
  const waiting = [1, 2].map(async () => {
    await sealing.seal(key, part, never)
    begun += 1
  })
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(begun).toBe(0)
  await first.release()
  await first.release()
  await Promise.race(waiting)
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(begun).toBe(1)
})

test('the same bytes are sent at each try, and memory of what was not stored is not used again', async () => {
  const { put, given, refuse } = storage()
  const sealing = createFileSealing(cryptoRandom, put, 1)
  const part = planPart(layOut([sourceOf(cryptoRandom(700))]), 1, PART, 700)
  const held = await sealing.seal(key, part, never)
  refuse(new DropError('network'))
  await expect(held.put(grant, never)).rejects.toMatchObject({ code: 'network' })
  await expect(held.put(grant, never)).rejects.toMatchObject({ code: 'network' })
  // Who sends knows by the list, too, what failed before (Note: Blob first, bytes next).
  expect(given[1]).toBe(given[0])
  const [[first] = []] = given
  await held.release()
  const before = first?.slice()
  refuse(null)
  await (await sealing.seal(key, part, never)).put(grant, never)
  expect(first).toEqual(before)
  expect(given[2]?.[0]?.buffer).not.toBe(first?.buffer)
})

test('a file that cannot be read leaves no other part waiting', async () => {
  const { put } = storage()
  const sealing = createFileSealing(cryptoRandom, put, 1)
  const broken = sourceOf(cryptoRandom(10), () => Promise.reject(new DropError('file-unreadable')))
  await expect(sealing.seal(key, planPart(layOut([broken]), 1, PART, 10), never)).rejects.toMatchObject({
    code: 'file-unreadable',
  })
  const part = planPart(layOut([sourceOf(cryptoRandom(10))]), 1, PART, 10)
  expect((await sealing.seal(key, part, never)).salt).toHaveLength(16)
})

test('what is still being read as another file fails is read into memory that no other part gets', async () => {
  const { put, stored } = storage()
  const sealing = createFileSealing(cryptoRandom, put, 1)
  const late = Promise.withResolvers()
  const slow = sourceOf(new Uint8Array(600), async (into) => {
    await late.promise
    into.fill(0xee)
  })
  const broken = sourceOf(new Uint8Array(100), () => Promise.reject(new DropError('file-unreadable')))
  await expect(sealing.seal(key, planPart(layOut([slow, broken]), 1, PART, 700), never)).rejects.toThrow()
  const plaintext = cryptoRandom(700)
  const held = await sealing.seal(key, planPart(layOut([sourceOf(plaintext)]), 1, PART, 700), never)
  late.resolve(null)
  await new Promise((resolve) => setTimeout(resolve, 0))
  await held.put(grant, never)
  const sealed = stored[0] ?? new Uint8Array(0)
  const opened = await openPart(key, measurePayload(SMALL, 700), parsePartNumber(1), held.salt, sealed)
  expect(concatBytes(...opened)).toEqual(plaintext)
})
