import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dropId } from '../../wire/fields.ts'
import { createBlobEndpoint } from './blob-endpoint.ts'
import { createDiskBlobStore } from './disk-blob-store.ts'
import { randomName } from './disk-store.fixture.ts'
import { drain } from './drain.ts'

const signingKey = Buffer.alloc(32)
const MiB = 1 << 20
const NOW = 1_700_000_000_000
let root: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'snowdrop-refused-'))
})
afterAll(() => rm(root, { recursive: true }))

/** A body of `total` bytes in pieces of 1 MiB, and how much of it was read. */
function countedBody(total: number) {
  const seen = { bytes: 0, cancelled: false }
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      pull(controller) {
        if (seen.bytes >= total) {
          controller.close()
          return
        }
        seen.bytes += MiB
        controller.enqueue(new Uint8Array(MiB))
      },
      cancel: () => void (seen.cancelled = true),
    },
    { highWaterMark: 0 },
  )
  return { body, seen }
}

async function put(signedLength: number, expires: number, body: ReadableStream<Uint8Array<ArrayBuffer>>) {
  const store = createDiskBlobStore({ root, base: 'http://localhost', signingKey, randomName })
  const endpoint = createBlobEndpoint({ root, signingKey, now: () => NOW, randomName })
  const upload = await store.begin(dropId.parse(randomName()))
  const { url } = await store.signPut(upload, { number: 1, length: signedLength }, expires)
  const init: RequestInit & { duplex: 'half' } = { method: 'PUT', body, duplex: 'half' }
  const outcome = await endpoint.put(new Request(url, init), upload.key, '1').catch((error: unknown) => error)
  return { outcome, files: await readdir(join(root, 'uploads', `${upload.key}.${upload.uploadId}`)) }
}

test.each([
  ['expired', 4 * MiB, NOW, 'grant-ended'],
  ['shorter than signed', 5 * MiB, NOW + 1, 'bad-request'],
  ['longer than signed', 2 * MiB, NOW + 1, 'bad-request'],
])('the rest of a body that is %s is read, so that its sender hears why', async (_, signed, expires, code) => {
  const { body, seen } = countedBody(4 * MiB)
  expect(await put(signed, expires, body)).toMatchObject({ outcome: { code }, files: [] })
  expect(seen).toEqual({ bytes: 4 * MiB, cancelled: false })
})

test('a body without end is given up', async () => {
  const { body, seen } = countedBody(Number.POSITIVE_INFINITY)
  expect(await put(2 * MiB, NOW + 1, body)).toMatchObject({ outcome: { code: 'bad-request' }, files: [] })
  expect(seen).toEqual({ bytes: 67 * MiB, cancelled: true })
})

test('a refused body that trickles is given up', async () => {
  let cancelled = false
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      await new Promise((resolve) => setTimeout(resolve, 5))
      if (!cancelled) controller.enqueue(new Uint8Array(1))
    },
    cancel: () => void (cancelled = true),
  })
  await drain(body, { bytes: 1000, ms: 50 })
  expect([cancelled, body.locked]).toEqual([true, false])
})

test('draining bears a sender who goes away, a body that is being read, and none', async () => {
  await drain(null)
  await drain(new ReadableStream({ start: (controller) => controller.error(new Error('gone')) }))
  const { body, seen } = countedBody(MiB)
  body.getReader()
  await drain(body)
  expect(seen.bytes).toBe(0)
})
