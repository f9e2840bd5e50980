import { expect, test } from 'vitest'
import type { PutSealed } from '../../adapters/http/put-part.ts'
import { ContentKey } from '../../crypto/content-key.ts'
import { openParts } from '../../crypto/open-payload.ts'
import { cryptoRandom, type RandomSource } from '../../crypto/random-source.ts'
import { type Bytes, concatBytes } from '../../format/bytes.ts'
import { DropError } from '../../format/drop-error.ts'
import { measurePayload, parsePartNumber } from '../../format/geometry.ts'
import type { SealedFile, SealedFiles } from '../../ports/sealed-file.ts'
import type { HeldPart } from './held-part.ts'
import { contentOf } from './part-content.ts'
import { layOut, planPart } from './plan-parts.ts'
import { createSealPlaintext, type SealJob } from './seal-plaintext.ts'
import { createSealPool, type SealAnswer, type SealRequest, type SealWorker } from './seal-pool.ts'

const SMALL = { log2Chunk: 8, chunksPerPart: 4 }
const PART = 1024
const grant = { number: 1, url: '/blobs/x/parts/1', headers: {} }
const stored: Bytes[] = []
const put: PutSealed = async (_, sealed) => {
  stored.push('size' in sealed ? await sealed.bytes() : concatBytes(...sealed))
}
const seal = createSealPlaintext(cryptoRandom, put)
const never = new AbortController().signal
const key = await ContentKey.generate(cryptoRandom).payloadKey(SMALL)

function fileOf(bytes: Bytes) {
  return { size: bytes.length, file: new Blob([bytes]) }
}

function jobOf(blob: Blob, length = blob.size): SealJob {
  return { key, number: parsePartNumber(1), final: true, length, content: { blob, length } }
}

/** What a held part sends, each time it is put. */
async function sealedOf(part: HeldPart): Promise<Bytes> {
  expect(await part.put(grant, never)).toBe('stored')
  const sent = stored.pop()
  if (sent === undefined) throw new Error('nothing was put')
  return sent
}

async function opened(salt: Bytes, sealed: Bytes, length: number): Promise<Bytes> {
  const run = { firstPart: parsePartNumber(1), lastPart: parsePartNumber(1) }
  async function* pieces() {
    yield await Promise.resolve(sealed)
  }
  const out: Bytes[] = []
  for await (const chunks of openParts(key, measurePayload(SMALL, length), [salt], run, pieces())) out.push(...chunks)
  return concatBytes(...out)
}

test('a part of two files and padding is sealed whole', async () => {
  const [a, b] = [cryptoRandom(300), cryptoRandom(500)]
  const part = planPart(layOut([fileOf(a), fileOf(new Uint8Array(0)), fileOf(b)]), 1, PART, 1000)
  const held = await seal({ ...jobOf(new Blob()), length: part.length, content: await contentOf(part) }, never)
  const sealed = await sealedOf(held)
  expect(sealed.length).toBe(1000 + 4 * 16)
  expect(await sealedOf(held)).toEqual(sealed)
  expect(await opened(held.salt, sealed, 1000)).toEqual(concatBytes(a, b, new Uint8Array(200)))
})

test('a part of hundreds of small files holds them in order, the first and the last cut', async () => {
  const files = Array.from({ length: 400 }, (_, at) => fileOf(new Uint8Array(5).fill(at)))
  const { blob, length } = await contentOf(planPart(layOut(files), 2, 901, null))
  const whole = concatBytes(...(await Promise.all(files.map(({ file }) => file.bytes()))))
  expect(new Uint8Array(await blob.arrayBuffer())).toEqual(whole.subarray(901, 1802))
  expect(length).toBe(901)
})

test('the same part sealed twice has two salts', async () => {
  const job = jobOf(new Blob([new Uint8Array(10)]))
  expect((await seal(job, never)).salt).not.toEqual((await seal(job, never)).salt)
})

/** A file for sealed parts with room for `room` bytes, in memory, and whether it is there. */
function fileIn(room = Infinity) {
  const bytes = new Uint8Array(2 * PART)
  const state = { opened: 0, removed: 0, isGone: false, isGivenUp: false, length: 0, letGo: 0 }
  const file: SealedFile = {
    write(piece, at) {
      if (at + piece.length > room) throw new Error('full')
      bytes.set(piece, at)
      state.length = Math.max(state.length, at + piece.length)
    },
    finish() {
      const whole = new File([bytes.subarray(0, state.length)], '')
      const gone = () => Promise.reject(new DOMException('gone', 'NotFoundError'))
      const slice = whole.slice.bind(whole)
      whole.slice = (...range) => Object.assign(slice(...range), state.isGone ? { arrayBuffer: gone } : {})
      return Promise.resolve(whole)
    },
    remove() {
      state.removed += 1
      return Promise.resolve()
    },
  }
  const files: SealedFiles = {
    open() {
      state.opened += 1
      return Promise.resolve(file)
    },
    letGo(bytes) {
      state.letGo += bytes.length
    },
    giveUp() {
      state.isGivenUp = true
    },
  }
  return { files, state }
}

test('a part that is sealed into a file opens as any, and leaves when it is released', async () => {
  const { files, state } = fileIn()
  const plaintext = cryptoRandom(1000)
  const held = await createSealPlaintext(cryptoRandom, put, files)(jobOf(new Blob([plaintext])), never)
  expect(held.inFile).toBe(true)
  expect(state.letGo).toBe(1000)
  const sealed = await sealedOf(held)
  expect(sealed.length).toBe(1000 + 4 * 16)
  expect(await sealedOf(held)).toEqual(sealed)
  expect(await opened(held.salt, sealed, 1000)).toEqual(plaintext)
  expect(state.removed).toBe(0)
  await held.release()
  expect(state.removed).toBe(1)
})

test('a part for which the disk has no room is sealed again, in memory, under another salt', async () => {
  const { files, state } = fileIn(600)
  const plaintext = cryptoRandom(1000)
  const salts: Bytes[] = []
  const noted: RandomSource = (length) => {
    const salt = cryptoRandom(length)
    salts.push(salt)
    return salt
  }
  const held = await createSealPlaintext(noted, put, files)(jobOf(new Blob([plaintext])), never)
  expect(held.inFile).toBe(false)
  // The plaintext was read on, and no other file is tried.
  expect(state).toMatchObject({ removed: 1, letGo: 0, isGivenUp: true })
  expect(await opened(held.salt, await sealedOf(held), 1000)).toEqual(plaintext)
  expect(salts.length).toBe(2)
  expect(held.salt).toEqual(salts[1])
})

test('a part whose file is gone is lost; of one that is there, what the line did is told', async () => {
  const { files, state } = fileIn()
  const broken: PutSealed = () => Promise.reject(new DropError('network'))
  const held = await createSealPlaintext(cryptoRandom, broken, files)(jobOf(new Blob(['x'])), never)
  await expect(held.put(grant, never)).rejects.toMatchObject({ code: 'network' })
  expect(state.isGivenUp).toBe(false)
  state.isGone = true
  expect(await held.put(grant, never)).toBe('lost')
  expect(state.isGivenUp).toBe(true)
})

test('a part that was cancelled while it was sealed leaves no file', async () => {
  const { files, state } = fileIn()
  const stop = new AbortController()
  const stopping: SealedFiles = {
    ...files,
    open(length) {
      stop.abort()
      return files.open(length)
    },
  }
  const sealing = createSealPlaintext(cryptoRandom, put, stopping)(jobOf(new Blob(['x'])), stop.signal)
  await expect(sealing).rejects.toMatchObject({ code: 'cancelled' })
  expect(state).toMatchObject({ opened: 1, removed: 1 })
})

test('a file that became shorter or cannot be read says so', async () => {
  await expect(seal(jobOf(new Blob(['abc']), 4), never)).rejects.toMatchObject({ code: 'file-unreadable' })
  const broken = new Blob(['abc'])
  broken.arrayBuffer = () => Promise.reject(new DOMException('gone', 'NotReadableError'))
  await expect(seal(jobOf(broken), never)).rejects.toMatchObject({ code: 'file-unreadable' })
})

/** A worker that answers by hand. */
function handWorker() {
  const asked: SealRequest[] = []
  const heard = { answered: (() => {}) as (answer: SealAnswer) => void, broken: () => {}, terminated: 0 }
  const worker: SealWorker = {
    postMessage: (request) => asked.push(request),
    listen: (answered, broken) => Object.assign(heard, { answered, broken }),
    terminate: () => (heard.terminated += 1),
  }
  const ended = () => heard.terminated + asked.filter(({ type }) => type === 'end').length
  return { worker, asked, heard, ended }
}

test('the pool begins a worker a job, up to its size, and then gives to the one with the least', async () => {
  const workers = [handWorker(), handWorker()]
  let started = 0
  const pool = createSealPool(
    () => workers[started++]?.worker ?? handWorker().worker,
    { workers: 2, partsPerWorker: Infinity },
    seal,
  )
  const jobs = Array.from({ length: 3 }, () => pool.seal(jobOf(new Blob(['x'])), never))
  expect(started).toBe(2)
  expect(workers.map(({ asked }) => asked.length)).toEqual([2, 1])
  const salt = cryptoRandom(16)
  workers[1]?.heard.answered({ type: 'sealed', id: 1, salt, inFile: false })
  expect((await jobs[1])?.salt).toEqual(salt)
  // What is held counts until it is let go.
  void pool.seal(jobOf(new Blob(['x'])), never)
  expect(workers.map(({ asked }) => asked.length)).toEqual([2, 2])
  void (await jobs[1])?.release()
  void pool.seal(jobOf(new Blob(['x'])), never)
  expect(workers[1]?.asked.map(({ type }) => type)).toEqual(['seal', 'seal', 'release', 'seal'])
  workers[0]?.heard.answered({ type: 'failed', id: 2, failure: { code: 'file-unreadable', facts: {} } })
  await expect(jobs[2]).rejects.toMatchObject({ code: 'file-unreadable' })
})

test('workers that were prepared seal the first parts, and no others are started', () => {
  const workers = [handWorker(), handWorker()]
  let started = 0
  const pool = createSealPool(
    () => workers[started++]?.worker ?? handWorker().worker,
    { workers: 2, partsPerWorker: Infinity },
    seal,
  )
  pool.prepare()
  pool.prepare()
  expect(started).toBe(2)
  for (let part = 0; part < 2; part += 1) void pool.seal(jobOf(new Blob(['x'])), never)
  expect(started).toBe(2)
  expect(workers.map(({ asked }) => asked.length)).toEqual([1, 1])
})

test('parts in files spend no worker', async () => {
  const hand = handWorker()
  let started = 0
  const start = () => {
    started += 1
    return hand.worker
  }
  const pool = createSealPool(start, { workers: 1, partsPerWorker: 1 }, seal)
  for (let id = 1; id <= 3; id += 1) {
    const sealing = pool.seal(jobOf(new Blob(['x'])), never)
    hand.heard.answered({ type: 'sealed', id, salt: cryptoRandom(16), inFile: id < 3 })
    void (await sealing).release()
    expect([started, hand.ended()]).toEqual([1, id < 3 ? 0 : 1])
  }
})

test('a worker that takes one part ends when it is let go, and not before', async () => {
  const workers = [handWorker(), handWorker(), handWorker()]
  let started = 0
  const pool = createSealPool(
    () => workers[started++]?.worker ?? handWorker().worker,
    { workers: 1, partsPerWorker: 1 },
    seal,
  )
  const ended = () => workers.map((worker) => worker.ended())
  const jobs = Array.from({ length: 2 }, () => pool.seal(jobOf(new Blob(['x'])), never))
  for (const { heard } of workers.slice(0, 2))
    heard.answered({ type: 'sealed', id: 1, salt: cryptoRandom(16), inFile: false })
  const [first, second] = await Promise.all(jobs)
  expect([started, ...ended()]).toEqual([2, 0, 0, 0])
  void first?.release()
  // It hears what it is to let go before it is to end.
  expect(workers[0]?.asked.map(({ type }) => type)).toEqual(['seal', 'release', 'end'])
  expect(ended()).toEqual([1, 0, 0])
  void pool.seal(jobOf(new Blob(['x'])), never)
  expect(started).toBe(3)
  void second?.release()
  void second?.release()
  expect(ended()).toEqual([1, 1, 0])
  pool.close()
  expect(ended()).toEqual([1, 1, 1])
})

/** A part that a worker holds. */
async function heldBy({ worker, heard }: ReturnType<typeof handWorker>): Promise<HeldPart> {
  const sealing = createSealPool(() => worker, { workers: 1, partsPerWorker: Infinity }, seal).seal(
    jobOf(new Blob(['x'])),
    never,
  )
  heard.answered({ type: 'sealed', id: 1, salt: cryptoRandom(16), inFile: false })
  return sealing
}

test('a part is put by the worker that holds it, and its failures keep their facts', async () => {
  const hand = handWorker()
  const part = await heldBy(hand)
  const first = part.put(grant, never)
  expect(hand.asked.at(-1)).toEqual({ type: 'put', id: 1, grant })
  hand.heard.answered({ type: 'failed', id: 1, failure: { code: 'too-many-requests', facts: { at: 7 } } })
  await expect(first).rejects.toMatchObject({ code: 'too-many-requests', facts: { at: 7 } })
  for (const type of ['stored', 'lost'] as const) {
    const again = part.put(grant, never)
    hand.heard.answered({ type, id: 1 })
    expect(await again).toBe(type)
  }
})

test('a PUT that is aborted is stopped in the worker', async () => {
  const hand = handWorker()
  const part = await heldBy(hand)
  const abort = new AbortController()
  const running = part.put(grant, abort.signal)
  abort.abort()
  expect(hand.asked.at(-1)).toEqual({ type: 'stop', id: 1 })
  hand.heard.answered({ type: 'failed', id: 1, failure: { code: 'cancelled', facts: {} } })
  await expect(running).rejects.toMatchObject({ code: 'cancelled' })
  await expect(part.put(grant, abort.signal)).rejects.toMatchObject({ code: 'cancelled' })
})

test('what a worker held is lost with it', async () => {
  const hand = handWorker()
  const part = await heldBy(hand)
  const running = part.put(grant, never)
  hand.heard.broken()
  expect(await running).toBe('lost')
  expect(await part.put(grant, never)).toBe('lost')
})

test('where workers break, sealing goes on here', async () => {
  const { worker, heard } = handWorker()
  const pool = createSealPool(() => worker, { workers: 1, partsPerWorker: Infinity }, seal)
  const plaintext = cryptoRandom(100)
  const running = pool.seal(jobOf(new Blob([plaintext])), never)
  heard.broken()
  const first = await running
  expect(await opened(first.salt, await sealedOf(first), 100)).toEqual(plaintext)
  const second = await pool.seal(jobOf(new Blob([plaintext])), never)
  expect(await opened(second.salt, await sealedOf(second), 100)).toEqual(plaintext)
  pool.close()
  expect(heard.terminated).toBe(1)
})
