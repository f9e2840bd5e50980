import { createHash, randomBytes } from 'node:crypto'
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Bytes } from '../../lib/format/bytes.ts'
import { call } from '../server/api-client.ts'
import { type AppServer, startApp } from '../servers/app-server.ts'
import { placeForEach } from './each-place.ts'
import { startCli } from './run-cli.ts'
import { storeDrop } from './stored-drop.ts'

/**
 * Ends the program with the `KILL_AT`-th step by which a file loses its `.part` name: for each file a link, and the end
 * of the old name.
 */
const KILLING = `data:text/javascript,${encodeURIComponent(`
  import fs from 'node:fs'
  import { syncBuiltinESMExports } from 'node:module'
  let left = Number(process.env.KILL_AT)
  for (const name of ['link', 'rename', 'unlink']) {
    const step = fs.promises[name]
    fs.promises[name] = async (...all) => {
      await step(...all)
      if (/\\.part$/.test(String(all[0])) && --left === 0) process.kill(process.pid, 'SIGKILL')
    }
  }
  syncBuiltinESMExports()
`)}`

const bytes = (length: number): Bytes => new Uint8Array(randomBytes(length))
const sha256 = (content: Uint8Array) => createHash('sha256').update(content).digest('hex')
const files = [
  { path: 'box/a', bytes: bytes(300_000) },
  { path: 'box/b', bytes: bytes(0) },
  { path: 'box/in/c', bytes: bytes(5) },
]

const place = placeForEach()
let app: AppServer
beforeAll(async () => {
  app = await startApp()
}, 180_000)
afterAll(() => app.destroy())

const receive = (args: readonly string[]) => startCli(['receive', ...args], place).ended
const at = (path: string) => join(place.cwd, path)
/** What there is under names of its own, and under others. */
const tree = () =>
  readdirSync(place.cwd, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(place.cwd.length + 1))
    .sort()

async function killedAt(step: number, args: readonly string[]): Promise<void> {
  const dying = { ...place, env: { KILL_AT: String(step) }, node: ['--import', KILLING] }
  expect((await startCli(['receive', ...args], dying).ended).code).toBeNull()
}

function expectWhole(): void {
  expect(tree()).toEqual(files.map(({ path }) => path).sort())
  for (const { path, bytes } of files) expect(readFileSync(at(path)).equals(bytes)).toBe(true)
  expect(readdirSync(join(place.home, 'receiving'))).toEqual([])
}

/** Completes the download that is kept, as its last try would have. */
async function complete(locator: string): Promise<void> {
  const kept = readFileSync(join(place.home, 'receiving', `${locator}.lease.json`), 'utf8')
  const lease = JSON.parse(kept) as { id: string; token: string }
  await call(app.url, 'POST', `/leases/${lease.id}/complete`, lease.token)
}

describe('killed while the files get their names', () => {
  test.each([1, 2, 3, 4, 5, 6])('at step %i of six, the next try gives the rest of them', async (step) => {
    const { link, locator } = await storeDrop(app.url, { files, maxDownloads: 2 })
    await killedAt(step, [link])
    const again = await receive([link, '--json'])
    expect(again).toMatchObject({ code: 0 })
    expect(JSON.parse(again.stdout.toString())).toEqual({
      kind: 'files',
      files: files.map(({ path, bytes }) => ({ path: at(path), size: bytes.length, sha256: sha256(bytes) })),
    })
    expectWhole()
    expect((await call(app.url, 'GET', `/links/${locator}`)).body.placesLeft).toBe(1)
  })

  test("a stranger's file in the place of one is never replaced, and the next try goes on once it is gone", async () => {
    const { link } = await storeDrop(app.url, { files })
    await killedAt(2, [link])
    writeFileSync(at('box/b'), 'mine')
    for (let tries = 0; tries < 2; tries += 1) {
      expect(await receive([link])).toMatchObject({ code: 40 })
      expect(readFileSync(at('box/b'), 'utf8')).toBe('mine')
      expect(tree()).toEqual(['box/a', 'box/b', 'box/b.part', 'box/in/c.part'])
    }
    renameSync(at('box/b'), at('mine'))
    expect(await receive([link])).toMatchObject({ code: 0 })
    renameSync(at('mine'), join(place.home, 'mine'))
    expectWhole()
  })

  test('with --force it is', async () => {
    const { link } = await storeDrop(app.url, { files })
    await killedAt(1, [link, '--force'])
    writeFileSync(at('box/b'), 'mine')
    expect(await receive([link, '--force'])).toMatchObject({ code: 0 })
    expectWhole()
  })

  test('a file that was changed since under its name is a stranger’s, too', async () => {
    const { link } = await storeDrop(app.url, { files })
    await killedAt(2, [link])
    writeFileSync(at('box/a'), 'edited')
    expect(await receive([link])).toMatchObject({ code: 40 })
    expect(readFileSync(at('box/a'), 'utf8')).toBe('edited')
  })

  test('what was taken away since is received again', async () => {
    const { link } = await storeDrop(app.url, { files })
    await killedAt(2, [link])
    renameSync(at('box/a'), join(place.home, 'a'))
    expect(await receive([link])).toMatchObject({ code: 0 })
    expectWhole()
  })

  test('what was taken away since is received again beside those behind it that have their names', async () => {
    const { link } = await storeDrop(app.url, { files })
    await killedAt(4, [link])
    const named = statSync(at('box/b')).ino
    renameSync(at('box/a'), join(place.home, 'a'))
    // Killed anew as the last one begins: those that have their names are known still.
    await killedAt(1, [link])
    expect(tree()).toEqual(['box/a.part', 'box/b', 'box/b.part'])
    expect(await receive([link])).toMatchObject({ code: 0 })
    expectWhole()
    expect(statSync(at('box/b')).ino).toBe(named)
  })

  test.each(['live', 'used-up'])('what was received again is kept where it cannot be named at once: %s', async (by) => {
    const { link, locator } = await storeDrop(app.url, { files })
    await killedAt(2, [link])
    renameSync(at('box/a'), join(place.home, 'a'))
    // The disk fails in the look at what was received, once all of it is there again.
    const failing = `data:text/javascript,${encodeURIComponent(`
      import fs from 'node:fs'
      import { syncBuiltinESMExports } from 'node:module'
      const { lstat } = fs.promises
      fs.promises.lstat = async (path, options) => {
        if (String(path).endsWith('c.part') && fs.existsSync('box/a.part')) throw Object.assign(new Error('EIO'), { code: 'EIO', syscall: 'lstat', errno: -5 })
        return lstat(path, options)
      }
      syncBuiltinESMExports()
    `)}`
    const failed = await startCli(['receive', link], { ...place, node: ['--import', failing] }).ended
    expect(failed).toMatchObject({ code: 40 })
    expect(tree()).toEqual(['box/a.part', 'box/b.part', 'box/in/c.part'])
    // A second name, so that its number is not given to another file.
    linkSync(at('box/a.part'), join(place.home, 'received'))
    if (by === 'used-up') await complete(locator)
    expect(await receive([link])).toMatchObject({ code: 0 })
    expectWhole()
    expect(statSync(at('box/a')).ino).toBe(statSync(join(place.home, 'received')).ino)
  })

  test.each(['revoked', 'used-up'])('the rest of them is named though the link is %s meanwhile', async (by) => {
    const { id, owner, link, locator } = await storeDrop(app.url, { files })
    await killedAt(3, [link])
    if (by === 'revoked') await call(app.url, 'DELETE', `/drops/${id}`, owner)
    else await complete(locator)
    expect(await receive([link, '--list'])).toMatchObject({ code: by === 'revoked' ? 15 : 14 })
    const again = await receive([link])
    expect(again).toMatchObject({ code: 0 })
    expect(again.stderr).toContain(at('box/in/c'))
    expectWhole()
    expect(await receive([link])).toMatchObject({ code: by === 'revoked' ? 15 : 14 })
  })

  test('where their folder is gone meanwhile, too, it is said how the link ended', async () => {
    const { link, locator } = await storeDrop(app.url, { files })
    mkdirSync(at('there'))
    await killedAt(3, [link, '-o', 'there'])
    await complete(locator)
    rmSync(at('there'), { recursive: true })
    expect(await receive([link, '-o', 'there'])).toMatchObject({ code: 14 })
  })
})

test('a file that appears while the last bytes come does not cost what was received', async () => {
  const { link } = await storeDrop(app.url, { files })
  // Between the look that all places are free and the names: as the first one is given.
  const appears = `data:text/javascript,${encodeURIComponent(`
    import fs from 'node:fs'
    import { syncBuiltinESMExports } from 'node:module'
    const { link } = fs.promises
    fs.promises.link = async (from, to) => {
      if (String(to).endsWith('box/a')) fs.writeFileSync(String(to).replace(/a$/, 'b'), 'mine')
      return link(from, to)
    }
    syncBuiltinESMExports()
  `)}`
  const first = await startCli(['receive', link], { ...place, node: ['--import', appears] }).ended
  expect(first).toMatchObject({ code: 40 })
  expect(first.stderr).toContain('Run the same command again')
  expect(tree()).toEqual(['box/a', 'box/b', 'box/b.part', 'box/in/c.part'])
  rmSync(at('box/b'))
  expect(existsSync(at('box/a'))).toBe(true)
  expect(await receive([link])).toMatchObject({ code: 0 })
  expectWhole()
})
