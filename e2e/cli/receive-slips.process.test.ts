import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { call } from '../server/api-client.ts'
import { type AppServer, startApp } from '../servers/app-server.ts'
import { mountSmallDisk } from '../servers/small-disk.ts'
import { placeForEach } from './each-place.ts'
import { startCli } from './run-cli.ts'
import { storeDrop } from './stored-drop.ts'

// What a person types wrong, or has no room for, between two tries of `snowdrop receive`.

const MiB = 2 ** 20

const place = placeForEach()
let app: AppServer
beforeAll(async () => {
  app = await startApp()
}, 120_000)
afterAll(() => app.destroy())

const receive = (...args: readonly string[]) => startCli(['receive', ...args], place).ended
const placesLeft = async (locator: string) => (await call(app.url, 'GET', `/links/${locator}`)).body.placesLeft
const lease = (locator: string) =>
  JSON.parse(readFileSync(join(place.home, 'receiving', `${locator}.lease.json`), 'utf8')) as { id: string }

test('a slip in the options does not give back the download that was stopped', async () => {
  const file = { path: 'large.bin', bytes: new Uint8Array(200 * MiB) }
  const { link, locator } = await storeDrop(app.url, { files: [file] })
  const first = startCli(['receive', link], place)
  const journal = join(place.home, 'receiving', `${locator}.parts.json`)
  const noted = () => (existsSync(journal) ? (JSON.parse(readFileSync(journal, 'utf8')) as { bytes: number }).bytes : 0)
  while (noted() === 0 && first.child.exitCode === null) await sleep(2)
  first.child.kill('SIGKILL')
  await first.ended
  const { id } = lease(locator)
  const slip = await receive(link, '--file', 'larg.bin')
  expect(slip).toMatchObject({ code: 2 })
  expect(slip.stderr).not.toContain('given back')
  expect(lease(locator).id).toBe(id)
  const again = await receive(link)
  expect(again).toMatchObject({ code: 0 })
  expect(again.stderr).not.toContain('lapsed')
})

test('files that were taken one by one are all of a download', async () => {
  const files = ['a', 'b'].map((path) => ({ path, bytes: new Uint8Array(Buffer.from(path)) }))
  const { link, locator } = await storeDrop(app.url, { files, maxDownloads: 2 })
  expect(await receive(link, '--file', 'a')).toMatchObject({ code: 0 })
  expect(lease(locator)).toMatchObject({ taken: [0] })
  const last = await receive(link, '--file', 'b')
  expect(last).toMatchObject({ code: 0 })
  expect(last.stderr).not.toContain('other files')
  expect(await placesLeft(locator)).toBe(1)
})

describe('another program in the same folder', { timeout: 60_000 }, () => {
  const large = { path: 'large', bytes: new Uint8Array(200 * MiB) }
  const small = { path: 'x', bytes: new Uint8Array(Buffer.from('snow')) }
  const inPlace = (name: string) => join(place.cwd, name)

  /** Receives both right into the folder, and lets the other program in once the large file grows. */
  async function receiveBoth(files: readonly (typeof large)[], meddle: () => void) {
    const { link } = await storeDrop(app.url, { files })
    const run = startCli(['receive', link, '-o', '.'], place)
    while (!existsSync(inPlace('large.part')) && run.child.exitCode === null) await sleep(1)
    meddle()
    return run.ended
  }

  test('what it is writing is not taken away', async () => {
    const { code } = await receiveBoth([large, small], () => writeFileSync(inPlace('x.part'), 'theirs'))
    expect(code).toBe(40)
    expect(readFileSync(inPlace('x.part'), 'utf8')).toBe('theirs')
  })

  test('what it put in the place of ours is not given our name', async () => {
    const { code } = await receiveBoth([small, large], () => {
      rmSync(inPlace('x.part'))
      writeFileSync(inPlace('x.part'), 'theirs')
    })
    expect(code).toBe(40)
    expect(existsSync(inPlace('x'))).toBe(false)
  })
})

test('what is there already is named', async () => {
  const { link } = await storeDrop(app.url, { files: [{ path: 'x', bytes: new Uint8Array(1) }] })
  writeFileSync(join(place.cwd, 'x'), 'mine')
  const { code, stderr } = await receive(link)
  expect(code).toBe(40)
  expect(stderr).toContain(join(place.cwd, 'x'))
})

test('a disk without room for notes is said so', async () => {
  const { link } = await storeDrop(app.url, { files: [{ path: 'x', bytes: new Uint8Array(1) }] })
  const disk = mountSmallDisk(1)
  try {
    writeFileSync(join(disk.path, 'full'), new Uint8Array(MiB - 8192))
    const { code, stderr } = await startCli(['receive', link], { ...place, home: disk.path }).ended
    expect({ code, stderr }).toMatchObject({ code: 40, stderr: expect.stringContaining('SNOWDROP_HOME') as string })
  } finally {
    disk.remove()
  }
})

test('a folder of notes that cannot be is said so', async () => {
  const { link } = await storeDrop(app.url, { files: [{ path: 'x', bytes: new Uint8Array(1) }] })
  writeFileSync(join(place.home, 'file'), '')
  const { code, stderr } = await startCli(['receive', link], { ...place, home: join(place.home, 'file') }).ended
  expect({ code, stderr }).toMatchObject({ code: 40, stderr: expect.stringContaining('SNOWDROP_HOME') as string })
})

test.runIf(process.platform === 'linux')(
  'a place where no folder can be made is refused, and not tried for ever',
  async () => {
    const { link } = await storeDrop(app.url, { files: [{ path: 'x', bytes: new Uint8Array(1) }], maxDownloads: 2 })
    const run = startCli(['receive', link, '-o', '/proc/no-folder/'], place)
    const { code, stderr } = await Promise.race([run.ended, sleep(10_000, { code: null, stderr: 'still trying' })])
    run.child.kill('SIGKILL')
    expect({ code, stderr }).toMatchObject({ code: 40, stderr: expect.stringContaining('cannot') as string })
  },
)
