import { readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AppServer, startApp } from '../servers/app-server.ts'
import { claim, type LiveDrop, liveDrop } from './api-client.ts'

const MiB = 2 ** 20
/** Bytes of a first window, of 40 parts. */
const WINDOW = 5 * (16 * MiB + 1024)

let app: AppServer
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.destroy())

/** By how much the app's memory grows at the most while `work` runs, in bytes (Linux, proc_pid_clear_refs(5)). */
async function growth(work: () => Promise<unknown>): Promise<number> {
  const read = (field: string) => {
    const status = readFileSync(`/proc/${app.pid}/status`, 'utf8')
    return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * 1024
  }
  const before = read('VmRSS')
  writeFileSync(`/proc/${app.pid}/clear_refs`, '5')
  await work()
  return read('VmHWM') - before
}

/** Asks for the first window, hears that it comes, and reads no more of it until it is let go. */
async function leaveUnread(drop: LiveDrop): Promise<() => void> {
  const { body } = await claim(app.url, drop)
  const { url } = body.grant as { url: string }
  const { hostname, port, pathname, search } = new URL(url, app.url)
  const socket = connect(Number(port), hostname)
  socket.write(`GET ${pathname}${search} HTTP/1.1\r\nhost: ${hostname}\r\n\r\n`)
  await new Promise((resolve) => socket.once('readable', resolve))
  return () => socket.destroy()
}

/** Fetches the first window. */
async function fetchWindow(drop: LiveDrop): Promise<number> {
  const { body } = await claim(app.url, drop)
  const { url, headers } = body.grant as { url: string; headers: Record<string, string> }
  let bytes = 0
  for await (const piece of (await fetch(new URL(url, app.url), { headers })).body ?? []) bytes += piece.length
  return bytes
}

test('however much passes through the server, and whoever does not read it, its memory stays flat', async () => {
  // What the first drop makes it load is no part of what passes.
  expect(await fetchWindow(await liveDrop(app.url, { parts: 3, maxDownloads: 2 }))).toBeGreaterThan(0)
  let drop: LiveDrop | undefined
  const up = await growth(async () => {
    drop = await liveDrop(app.url, { parts: 40, maxDownloads: 50 })
  })
  if (drop === undefined) throw new Error('no drop')
  const large = drop
  const down = await growth(async () => {
    for (let times = 0; times < 8; times += 1) expect(await fetchWindow(large)).toBe(WINDOW)
  })
  const unread = await growth(async () => {
    const waiting = await Promise.all(Array.from({ length: 8 }, () => leaveUnread(large)))
    await sleep(3000)
    for (const letGo of waiting) letGo()
  })
  // 640 MiB each time; what waits for the garbage collector differs from run to run by some 60.
  for (const [way, bytes] of Object.entries({ up, down, unread })) expect(bytes, way).toBeLessThan(160 * MiB)
})
