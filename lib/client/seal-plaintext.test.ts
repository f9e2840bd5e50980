import { expect, test } from 'vitest'
import { ContentKey } from '../crypto/content-key.ts'
import { openParts } from '../crypto/open-payload.ts'
import { cryptoRandom } from '../crypto/random-source.ts'
import { type Bytes, concatBytes } from '../format/bytes.ts'
import { measurePayload, parsePartNumber } from '../format/geometry.ts'
import { layOut, planPart } from './plan-parts.ts'
import { contentOf, createSealPlaintext, type SealJob } from './seal-plaintext.ts'
import { createSealPool, type SealAnswer, type SealRequest, type SealWorker } from './seal-pool.ts'

const SMALL = { log2Chunk: 8, chunksPerPart: 4 }
const PART = 1024
const seal = createSealPlaintext(cryptoRandom)
const never = new AbortController().signal
const key = await ContentKey.generate(cryptoRandom).payloadKey(SMALL)

function fileOf(bytes: Bytes) {
  return { size: bytes.length, file: new Blob([bytes]) }
}

function jobOf(blob: Blob, length = blob.size): SealJob {
  return { key, number: parsePartNumber(1), final: true, length, content: { blob, length } }
}

async function opened(salt: Bytes, sealed: Bytes, length: number): Promise<Bytes> {
  const run = { firstPart: parsePartNumber(1), lastPart: parsePartNumber(1) }
  async function* pieces() {
    yield await Promise.resolve(sealed)
  }
  const out: Bytes[] = []
  for await (const chunk of openParts(key, measurePayload(SMALL, length), [salt], run, pieces())) out.push(chunk)
  return concatBytes(...out)
}

test('a part of two files and padding is sealed whole', async () => {
  const [a, b] = [cryptoRandom(300), cryptoRandom(500)]
  const part = planPart(layOut([fileOf(a), fileOf(new Uint8Array(0)), fileOf(b)]), 1, PART, 1000)
  const { salt, sealed } = await seal({ ...jobOf(new Blob()), length: part.length, content: contentOf(part) }, never)
  expect(sealed.length).toBe(1000 + 4 * 16)
  expect(await opened(salt, sealed, 1000)).toEqual(concatBytes(a, b, new Uint8Array(200)))
})

test('the same part sealed twice has two salts', async () => {
  const job = jobOf(new Blob([new Uint8Array(10)]))
  expect((await seal(job, never)).salt).not.toEqual((await seal(job, never)).salt)
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
  const heard = { answered: (() => {}) as (answer: SealAnswer) => void, broken: () => {}, ended: 0 }
  const worker: SealWorker = {
    postMessage: (request) => asked.push(request),
    listen: (answered, broken) => Object.assign(heard, { answered, broken }),
    terminate: () => (heard.ended += 1),
  }
  return { worker, asked, heard }
}

test('the pool begins a worker a job, up to its size, and then gives to the one with the least', async () => {
  const workers = [handWorker(), handWorker()]
  let started = 0
  const pool = createSealPool(() => workers[started++]?.worker ?? handWorker().worker, 2, seal)
  const jobs = Array.from({ length: 3 }, () => pool.seal(jobOf(new Blob(['x'])), never))
  expect(started).toBe(2)
  expect(workers.map(({ asked }) => asked.length)).toEqual([2, 1])
  const result = { salt: cryptoRandom(16), sealed: cryptoRandom(3) }
  workers[1]?.heard.answered({ id: 1, ...result })
  expect(await jobs[1]).toEqual(result)
  void pool.seal(jobOf(new Blob(['x'])), never)
  expect(workers.map(({ asked }) => asked.length)).toEqual([2, 2])
  workers[0]?.heard.answered({ id: 2, code: 'file-unreadable' })
  await expect(jobs[2]).rejects.toMatchObject({ code: 'file-unreadable' })
})

test('where workers break, sealing goes on here', async () => {
  const { worker, heard } = handWorker()
  const pool = createSealPool(() => worker, 1, seal)
  const plaintext = cryptoRandom(100)
  const running = pool.seal(jobOf(new Blob([plaintext])), never)
  heard.broken()
  const first = await running
  expect(await opened(first.salt, first.sealed, 100)).toEqual(plaintext)
  const second = await pool.seal(jobOf(new Blob([plaintext])), never)
  expect(await opened(second.salt, second.sealed, 100)).toEqual(plaintext)
  pool.close()
  expect(heard.ended).toBe(1)
})
