import { readdirSync, readlinkSync, truncateSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { blobDirectory, partName } from '../../lib/adapters/disk/paths.ts'
import { dropId } from '../../lib/wire/fields.ts'
import { type AppServer, startApp } from '../servers/app-server.ts'
import { claim, type LiveDrop, lengthOfPart, liveDrop, sealedLengthOf } from './api-client.ts'

const PARTS = 4

let app: AppServer
let drop: LiveDrop
let url: URL
beforeAll(async () => {
  app = await startApp()
  ;({ drop, url } = await dropWithWindow())
})
afterAll(() => app.destroy())

const storage = () => join(app.dataDir, 'storage')

/** A drop, and the URL of a window with all of it. */
async function dropWithWindow() {
  const made = await liveDrop(app.url, { parts: PARTS })
  const { grant } = (await claim(app.url, made)).body
  const window = new URL((grant as { url: string }).url, app.url)
  return { drop: made, url: window }
}

const content = ({ id }: LiveDrop): Buffer =>
  Buffer.concat(
    Array.from({ length: PARTS }, (_, index) =>
      Buffer.alloc(lengthOfPart(index + 1, PARTS), `part ${index + 1} of ${id}`),
    ),
  )

/** What of the storage the app has open. */
function openFiles(): string[] {
  const links = readdirSync(`/proc/${app.pid}/fd`).map((fd) => {
    try {
      return readlinkSync(`/proc/${app.pid}/fd/${fd}`)
    } catch {
      return ''
    }
  })
  return links.filter((path) => path.startsWith(storage()))
}

/** Asks for the window `times` times over one connection, without waiting for an answer, and reads nothing. */
async function ask(times = 1, last = 'keep-alive'): Promise<Socket> {
  const socket = connect(Number(url.port), url.hostname).pause()
  const request = (connection: string) =>
    `GET ${url.pathname}${url.search} HTTP/1.1\r\nhost: ${url.host}\r\nconnection: ${connection}\r\n\r\n`
  const text = request('keep-alive').repeat(times - 1) + request(last)
  await new Promise((resolve) => socket.write(text, resolve))
  return socket
}

test('a window comes whole, across its parts, under its length', async () => {
  const answer = await fetch(url)
  expect([answer.status, answer.headers.get('content-length')]).toEqual([200, String(sealedLengthOf(PARTS))])
  expect(answer.headers.get('content-security-policy')).toBe("sandbox; default-src 'none'; frame-ancestors 'none'")
  expect(Buffer.from(await answer.arrayBuffer()).equals(content(drop))).toBe(true)
  expect((await fetch(url, { method: 'HEAD' })).status).toBe(200)
  expect(openFiles()).toEqual([])
})

test('two windows asked for at once over one connection come one after the other', async () => {
  const came = await buffer(await ask(2, 'close'))
  const second = came.lastIndexOf('HTTP/1.1 200')
  for (const answer of [came.subarray(0, second), came.subarray(second)]) {
    const body = answer.subarray(answer.indexOf('\r\n\r\n') + 4)
    expect(body.equals(content(drop))).toBe(true)
  }
})

test('readers who go away, at once or in the middle, leave no file open', async () => {
  for (let turn = 0; turn < 20; turn += 1) (await ask()).destroy()
  const reading = await Promise.all(Array.from({ length: 8 }, () => ask()))
  await expect.poll(() => openFiles().length).toBe(8)
  for (const socket of reading) socket.destroy()
  const queued = await ask(2)
  await expect.poll(() => openFiles().length).toBe(2)
  queued.destroy()
  await expect.poll(openFiles).toEqual([])
  expect(app.log()).not.toContain('failed to pipe')
})

test('a part that is not as it was cuts the answer in the middle, and the next one comes', async () => {
  const broken = await dropWithWindow()
  // How long its parts are is looked up by the first request.
  expect((await fetch(broken.url, { method: 'HEAD' })).status).toBe(200)
  truncateSync(join(blobDirectory(storage(), dropId.parse(broken.drop.id)), partName(2)), 1000)
  const answer = await fetch(broken.url)
  expect(answer.status).toBe(200)
  await expect(answer.arrayBuffer()).rejects.toThrow()
  await expect.poll(openFiles).toEqual([])
  expect(Buffer.from(await (await fetch(url)).arrayBuffer()).equals(content(drop))).toBe(true)
})
