import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { DropError } from '../format/drop-error.ts'
import { revokeDrop } from '../server/manage-links.ts'
import { liveDrop, openTestServer, type TestServer } from '../server/server.fixture.ts'
import { readSettings } from '../server/settings.ts'
import { startReaper } from './reaper-loop.ts'

let server: TestServer
beforeAll(async () => {
  server = await openTestServer()
})
afterEach(() => {
  vi.restoreAllMocks()
})
afterAll(async () => {
  globalThis.snowdropServer = undefined
  await server.close()
})

async function isStored(id: string): Promise<boolean> {
  for await (const blob of server.deps.blobs.list()) if (blob.key === id) return true
  return false
}

/** Starts a reaper that comes by once an hour unless it is nudged. */
async function startSeldom(deps: TestServer['deps']): Promise<() => void> {
  const settings = readSettings({ NODE_ENV: 'test', SNOWDROP_REAP_INTERVAL: '1h', SNOWDROP_SWEEP_INTERVAL: '1h' })
  let nudge = () => {}
  const onNudge = (listener: () => void) => {
    nudge = listener
  }
  globalThis.snowdropServer = Promise.resolve({
    settings,
    deps,
    blobEndpoint: null,
    limits: { request: () => Promise.resolve(), bytes: () => null },
    onNudge,
  })
  await startReaper()
  return () => nudge()
}

test('it begins with what a former process left, and does not wait for its time where something has ended', async () => {
  const left = await liveDrop(server)
  await revokeDrop(server.deps, left.id, left.owner)
  const nudge = await startSeldom(server.deps)
  await expect.poll(() => isStored(left.id)).toBe(false)
  const drop = await liveDrop(server)
  await revokeDrop({ ...server.deps, nudge }, drop.id, drop.owner)
  await expect.poll(() => isStored(drop.id)).toBe(false)
})

test('a database that is away is told of once, then that it is back; and nothing was lost meanwhile', async () => {
  const lines: string[] = []
  vi.spyOn(process.stderr, 'write').mockImplementation(
    (line) => lines.push((JSON.parse(String(line)) as { msg: string }).msg) > 0,
  )
  let away = true
  const due: TestServer['deps']['due'] = {
    ...server.deps.due,
    takeDeletions: (...args) =>
      away ? Promise.reject(new DropError('unavailable')) : server.deps.due.takeDeletions(...args),
  }
  const drop = await liveDrop(server)
  await revokeDrop(server.deps, drop.id, drop.owner)
  const nudge = await startSeldom({ ...server.deps, due })
  await expect.poll(() => lines).toContain('deleting: unavailable')
  nudge()
  nudge()
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(lines).toEqual(['deleting: unavailable'])
  away = false
  nudge()
  await expect.poll(() => isStored(drop.id)).toBe(false)
  await expect.poll(() => lines).toEqual(['deleting: unavailable', 'deleting: works again'])
})
