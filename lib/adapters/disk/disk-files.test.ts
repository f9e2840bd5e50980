import { randomBytes } from 'node:crypto'
import { access, mkdir, readdir, readlink, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DropError } from '../../format/drop-error.ts'
import type { BlobUpload } from '../../ports/blob-store.ts'
import { dropId } from '../../wire/fields.ts'
import { openDiskStore, randomName } from './disk-store.fixture.ts'
import { fileFailure } from './file-failures.ts'
import { blobDirectory, parsePartName, parseUploadName, uploadDirectory } from './paths.ts'
import { signedPutUrl } from './signed-url.ts'

const newKey = () => dropId.parse(randomName())
const soon = () => Date.now() + 60_000
const MiB = 1 << 20

let disk: Awaited<ReturnType<typeof openDiskStore>>
beforeAll(async () => {
  disk = await openDiskStore()
})
afterAll(() => disk.close())

async function put(upload: BlobUpload, number: number, bytes: Uint8Array<ArrayBuffer>): Promise<Response> {
  const { url } = await disk.store.signPut(upload, { number, length: bytes.length }, soon())
  return fetch(url, { method: 'PUT', body: bytes })
}

/** A PUT that has sent some of its bytes and waits for `go` before it sends the rest. */
async function begunPut(upload: BlobUpload, number: number, bytes: Uint8Array<ArrayBuffer>) {
  const { promise, resolve: go } = Promise.withResolvers<undefined>()
  const { url } = await disk.store.signPut(upload, { number, length: bytes.length }, soon())
  const body = new ReadableStream({
    async pull(controller) {
      controller.enqueue(bytes.subarray(0, MiB))
      await promise
      controller.enqueue(bytes.subarray(MiB))
      controller.close()
    },
  })
  const init: RequestInit & { duplex: 'half' } = { method: 'PUT', body, duplex: 'half' }
  const answer = fetch(url, init)
  const directory = uploadDirectory(disk.root, upload.key, upload.uploadId)
  await expect.poll(async () => (await readdir(directory)).some((name) => name.endsWith('.part'))).toBe(true)
  return { go: () => go(undefined), answer }
}

async function openFiles(): Promise<string[]> {
  const links = await Promise.all(
    (await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')),
  )
  return links.filter((path) => path.startsWith(disk.root))
}

test('a part that arrives while the blob is completed is refused and leaves no byte', async () => {
  const upload = await disk.store.begin(newKey())
  const original = new Uint8Array(randomBytes(2 * MiB))
  await put(upload, 1, original)
  const late = await begunPut(upload, 1, new Uint8Array(randomBytes(2 * MiB)))
  await disk.store.complete(upload, [{ number: 1, length: 2 * MiB }])
  expect(await readdir(blobDirectory(disk.root, upload.key))).toEqual(['00001'])
  late.go()
  expect((await late.answer).status).toBe(410)
  expect(await readdir(blobDirectory(disk.root, upload.key))).toEqual(['00001'])
  const { url } = await disk.store.signGet(upload.key, { offset: 0, length: 2 * MiB }, soon())
  expect(Buffer.from(await (await fetch(url)).arrayBuffer()).equals(original)).toBe(true)
})

test('a part that arrives while the drop is deleted is refused and leaves no byte', async () => {
  const upload = await disk.store.begin(newKey())
  const late = await begunPut(upload, 1, new Uint8Array(2 * MiB))
  await disk.store.delete(upload.key)
  late.go()
  expect((await late.answer).status).toBe(410)
  await expect(access(uploadDirectory(disk.root, upload.key, upload.uploadId))).rejects.toThrow('ENOENT')
})

test('a sender who goes away in the middle leaves nothing', async () => {
  const upload = await disk.store.begin(newKey())
  const abort = new AbortController()
  const { url } = await disk.store.signPut(upload, { number: 1, length: 5 * MiB }, soon())
  const body = new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(MiB)) })
  const init: RequestInit & { duplex: 'half' } = { method: 'PUT', body, duplex: 'half', signal: abort.signal }
  const answer = fetch(url, init).catch(() => null)
  const directory = uploadDirectory(disk.root, upload.key, upload.uploadId)
  await expect.poll(async () => (await readdir(directory)).length).toBe(1)
  abort.abort()
  expect(await answer).toBeNull()
  await expect.poll(() => readdir(directory)).toEqual([])
  await expect.poll(openFiles).toEqual([])
})

test('the same part put many times at once ends as one of them, whole', async () => {
  const upload = await disk.store.begin(newKey())
  const versions = Array.from({ length: 12 }, (_, index) => new Uint8Array(2 * MiB).fill(index))
  const answers = await Promise.all(versions.map((bytes) => put(upload, 1, bytes)))
  expect(answers.map(({ status }) => status)).toEqual(versions.map(() => 200))
  await disk.store.complete(upload, [{ number: 1, length: 2 * MiB }])
  const { url } = await disk.store.signGet(upload.key, { offset: 0, length: 2 * MiB }, soon())
  expect(new Set(new Uint8Array(await (await fetch(url)).arrayBuffer())).size).toBe(1)
})

test('completions that race all succeed', async () => {
  const upload = await disk.store.begin(newKey())
  const parts = Array.from({ length: 30 }, (_, index) => ({ number: index + 1, length: 10 }))
  for (const { number } of parts) await put(upload, number, new Uint8Array(10))
  await Promise.all(Array.from({ length: 20 }, () => disk.store.complete(upload, parts)))
  expect(await readdir(blobDirectory(disk.root, upload.key))).toHaveLength(30)
})

test('what a crash left of a part is not listed, and goes with the completion', async () => {
  const upload = await disk.store.begin(newKey())
  await put(upload, 1, new Uint8Array(10))
  await writeFile(join(uploadDirectory(disk.root, upload.key, upload.uploadId), `${randomName()}.part`), 'left over')
  expect(await disk.store.parts(upload)).toEqual([{ number: 1, length: 10 }])
  await disk.store.complete(upload, [{ number: 1, length: 10 }])
  expect(await readdir(blobDirectory(disk.root, upload.key))).toEqual(['00001'])
})

test('a reader who goes away closes the file', async () => {
  const upload = await disk.store.begin(newKey())
  await put(upload, 1, new Uint8Array(32 * MiB))
  await disk.store.complete(upload, [{ number: 1, length: 32 * MiB }])
  const { url } = await disk.store.signGet(upload.key, { offset: 0, length: 32 * MiB }, soon())
  const abort = new AbortController()
  const response = await fetch(url, { signal: abort.signal })
  await response.body?.getReader().read()
  expect(await openFiles()).toHaveLength(1)
  abort.abort()
  await expect.poll(openFiles).toEqual([])
})

test('HEAD answers without a body and opens nothing; a range beyond the end is a bad request', async () => {
  const upload = await disk.store.begin(newKey())
  await put(upload, 1, new Uint8Array(10))
  await disk.store.complete(upload, [{ number: 1, length: 10 }])
  const { url } = await disk.store.signGet(upload.key, { offset: 0, length: 10 }, soon())
  const head = await fetch(url, { method: 'HEAD' })
  expect([head.status, head.headers.get('content-length')]).toEqual([200, '10'])
  expect(await openFiles()).toEqual([])
  for (const [offset, length] of [
    [10, 1],
    [0, 11],
    [9, 2],
  ] as const) {
    const beyond = await disk.store.signGet(upload.key, { offset, length }, soon())
    expect((await fetch(beyond.url)).status).toBe(400)
  }
})

test('a file that is not as long as it was fails the read, and the next read looks anew', async () => {
  const upload = await disk.store.begin(newKey())
  await put(upload, 1, new Uint8Array(10))
  await disk.store.complete(upload, [{ number: 1, length: 10 }])
  const { url } = await disk.store.signGet(upload.key, { offset: 0, length: 5 }, soon())
  expect((await fetch(url)).status).toBe(200)
  await truncate(join(blobDirectory(disk.root, upload.key), '00001'), 5)
  expect((await fetch(url)).status).toBe(503)
  expect((await fetch(url)).status).toBe(200)
})

test('answers can never act as a page of the app', async () => {
  const upload = await disk.store.begin(newKey())
  await put(upload, 1, new TextEncoder().encode('<script>alert(1)</script>'))
  await disk.store.complete(upload, [{ number: 1, length: 25 }])
  const { headers } = await fetch((await disk.store.signGet(upload.key, { offset: 0, length: 25 }, soon())).url)
  expect(Object.fromEntries(headers)).toMatchObject({
    'cache-control': 'no-store',
    'content-type': 'application/octet-stream',
    'content-disposition': 'attachment',
    'content-security-policy': "sandbox; default-src 'none'",
    'x-content-type-options': 'nosniff',
  })
})

test('strangers in the directories are neither listed nor removed', async () => {
  const strange = [join(disk.root, 'uploads', 'notes.txt'), join(disk.root, 'blobs', 'no', 'photo')]
  for (const path of strange) await mkdir(path, { recursive: true })
  for await (const { key } of disk.store.list()) expect(dropId.safeParse(key).success).toBe(true)
  for (const key of ['notes.txt', 'notes', 'photo', '..', '../uploads', '']) await disk.store.delete(key)
  for (const path of strange) expect((await stat(path)).isDirectory()).toBe(true)
})

test('an upload id from outside never becomes a path, even under a true signature', async () => {
  const grant = { key: newKey(), number: 1, upload: '../../../escape', length: 1, expires: soon() }
  const response = await fetch(signedPutUrl(disk.origin, disk.signingKey, grant), { method: 'PUT', body: 'x' })
  expect(response.status).toBe(400)
  await expect(disk.store.parts({ key: grant.key, uploadId: '../../escape' })).rejects.toThrow()
})

test('a directory that is gone, or cannot be made, is unavailable or empty', async () => {
  const other = await openDiskStore()
  await rm(other.root, { recursive: true })
  await writeFile(other.root, 'a file in its place')
  await expect(other.store.begin(newKey())).rejects.toMatchObject({ code: 'unavailable' })
  await rm(other.root)
  for await (const blob of other.store.list()) expect(blob).toBeUndefined()
  await mkdir(other.root)
  await other.close()
})

test.each([
  ['ENOSPC', 'storage-full'],
  ['EDQUOT', 'storage-full'],
  ['EIO', 'unavailable'],
  ['EACCES', 'unavailable'],
])('%s is %s', (code, meaning) => {
  const cause = Object.assign(new Error(code), { code })
  expect(fileFailure(cause)).toMatchObject({ code: meaning, cause })
  const known = new DropError('upload-ended')
  expect(fileFailure(known)).toBe(known)
})

test.each(['1', '00000', '10001', '0000a', '00001.part', ''])('%j is no part', (name) =>
  expect(parsePartName(name)).toBeNull(),
)
test.each(['A', 'A.B', '..', 'A'.repeat(22), `${'A'.repeat(22)}.${'B'.repeat(22)}.x`])('%j is no upload', (name) =>
  expect(parseUploadName(name)).toBeNull(),
)
