import { createHash, randomBytes } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Bytes } from '../../lib/format/bytes.ts'
import { call } from '../server/api-client.ts'
import { type AppOn, startAppOn } from '../servers/app-on.ts'
import { type AppServer, startApp } from '../servers/app-server.ts'
import { type CutProxy, startCutProxy } from '../servers/cut-proxy.ts'
import { placeForEach } from './each-place.ts'
import { startCli } from './run-cli.ts'
import { storeDrop } from './stored-drop.ts'

const MiB = 2 ** 20
const bytes = (length: number): Bytes => new Uint8Array(randomBytes(length))
const text = (words: string): Bytes => new Uint8Array(Buffer.from(words))
const sha256 = (content: Uint8Array) => createHash('sha256').update(content).digest('hex')

const place = placeForEach()

const receive = (args: readonly string[], input?: string) =>
  startCli(['receive', ...args], { ...place, ...(input !== undefined && { input }) }).ended
const placesLeft = async (origin: string, locator: string) =>
  (await call(origin, 'GET', `/links/${locator}`)).body.placesLeft

/** What a folder holds, by path. */
const tree = () =>
  readdirSync(place.cwd, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(place.cwd.length + 1))
    .sort()

describe.each(['disk', 'bucket'] as const)('on %s', (storage) => {
  let app: AppServer
  let stop: AppOn['stop']
  beforeAll(async () => {
    ;({ app, stop } = await startAppOn(storage))
  }, 180_000)
  afterAll(() => stop())

  test.each([0, 1, 300_000, 20 * MiB])('one file of %i bytes comes as itself', async (size) => {
    const file = { path: 'größe 大きさ.bin', bytes: bytes(size), mtime: 1_600_000_000_000 }
    const { link, locator } = await storeDrop(app.url, { files: [file], maxDownloads: 2 })
    const run = await receive([link, '--json'])
    expect(run).toMatchObject({ code: 0 })
    const path = join(place.cwd, file.path)
    expect(JSON.parse(run.stdout.toString())).toEqual({
      kind: 'files',
      files: [{ path, size, sha256: sha256(file.bytes) }],
    })
    expect(sha256(readFileSync(path))).toBe(sha256(file.bytes))
    expect(statSync(path).mtimeMs).toBe(1_600_000_000_000)
    expect(tree()).toEqual([file.path])
    expect(await placesLeft(app.url, locator)).toBe(1)
    expect(readdirSync(join(place.home, 'receiving'))).toEqual([])
  })

  const folder = [
    { path: 'trip/а/файл.txt', bytes: text('one') },
    { path: 'trip/empty', bytes: bytes(0) },
    { path: 'trip/name', bytes: text('name') },
    { path: 'trip/name.part', bytes: bytes(17 * MiB) },
    { path: `trip/${'長'.repeat(85)}`, bytes: text('long') },
    { path: 'trip/नमस्ते/🌨️.md', bytes: text('snow') },
  ]

  test('several come as a folder, chosen ones alone, and all as one zip', async () => {
    const { link, locator } = await storeDrop(app.url, { files: folder, maxDownloads: 3 })
    expect(await receive([link, '-o', 'here'])).toMatchObject({ code: 0 })
    expect(tree()).toEqual(folder.map(({ path }) => `here/${path}`).sort())
    for (const { path, bytes } of folder) expect(readFileSync(join(place.cwd, 'here', path)).equals(bytes)).toBe(true)
    expect(await receive([link, '--file', 'trip/empty', 'trip/नमस्ते/', '-o', 'some'])).toMatchObject({ code: 0 })
    expect(readdirSync(join(place.cwd, 'some/trip')).sort()).toEqual(['empty', 'नमस्ते'].sort())
    expect(await receive([link, '--zip'])).toMatchObject({ code: 0 })
    expect(readFileSync(join(place.cwd, 'trip.zip')).subarray(0, 2).toString()).toBe('PK')
    expect(await placesLeft(app.url, locator)).toBe(1)
  })

  test('a kill in the middle costs no second download, and nothing that was verified', async () => {
    const file = { path: 'large.bin', bytes: bytes(200 * MiB) }
    const { link, locator } = await storeDrop(app.url, { files: [file] })
    const first = startCli(['receive', link], place)
    const journal = join(place.home, 'receiving', `${locator}.parts.json`)
    const noted = () =>
      existsSync(journal) ? (JSON.parse(readFileSync(journal, 'utf8')) as { bytes: number }).bytes : 0
    while (noted() === 0 && first.child.exitCode === null) await sleep(2)
    first.child.kill('SIGKILL')
    expect((await first.ended).code).toBeNull()
    expect(tree()).toEqual(['large.bin.part'])
    expect(statSync(journal).mode & 0o777).toBe(0o600)
    expect(statSync(join(place.home, 'receiving', `${locator}.lease.json`)).mode & 0o777).toBe(0o600)
    const again = await receive([link, '--json'])
    expect(again.stderr).toContain('Going on where it stopped')
    expect(again.code).toBe(0)
    expect(JSON.parse(again.stdout.toString())).toMatchObject({ files: [{ sha256: sha256(file.bytes) }] })
    expect(sha256(readFileSync(join(place.cwd, 'large.bin')))).toBe(sha256(file.bytes))
    expect(tree()).toEqual(['large.bin'])
  })
})

describe('one instance', () => {
  let app: AppServer
  beforeAll(async () => {
    app = await startApp()
  })
  afterAll(() => app.destroy())

  test('a list uses nothing up', async () => {
    const files = [
      { path: 'a/1', bytes: text('1') },
      { path: 'b', bytes: text('22') },
    ]
    const { link, locator } = await storeDrop(app.url, { files })
    const run = await receive([link, '--list'])
    expect(run.code).toBe(0)
    expect(run.stdout.toString()).toBe('1\ta/1\n2\tb\n')
    expect(JSON.parse((await receive([link, '--list', '--json'])).stdout.toString())).toMatchObject({
      kind: 'files',
      downloadsLeft: 1,
      files: [
        { path: 'a/1', size: 1 },
        { path: 'b', size: 2 },
      ],
    })
    expect(await placesLeft(app.url, locator)).toBe(1)
    expect(tree()).toEqual([])
  })

  test('a file goes to standard output, several only as a zip', async () => {
    const content = bytes(3 * MiB)
    const { link } = await storeDrop(app.url, { files: [{ path: 'x', bytes: content }], maxDownloads: 2 })
    const run = await receive([link, '-o', '-'])
    expect(run.code).toBe(0)
    expect(run.stdout.equals(content)).toBe(true)
    const two = [
      { path: 'x', bytes: text('1') },
      { path: 'y', bytes: text('2') },
    ]
    const several = await storeDrop(app.url, { files: two })
    expect(await receive([several.link, '-o', '-'])).toMatchObject({ code: 2 })
    expect(await placesLeft(app.url, several.locator)).toBe(1)
    expect((await receive([several.link, '-o', '-', '--zip'])).stdout.subarray(0, 2).toString()).toBe('PK')
  })

  test('a note is printed to the letter, a redirect as an address that nobody follows', async () => {
    const note = await storeDrop(app.url, { kind: 'note', files: [{ path: '', bytes: text('tea\u001b[2J at five') }] })
    expect((await receive([note.link])).stdout.toString()).toBe('tea\u001b[2J at five')
    const address = `${app.url}/about?x=1`
    const redirect = await storeDrop(app.url, {
      kind: 'redirect',
      host: new URL(app.url).host,
      files: [{ path: '', bytes: text(address) }],
    })
    expect((await receive([redirect.link])).stdout.toString()).toBe(`${address}\n`)
  })

  test('a password comes from standard input; a wrong one opens nothing', async () => {
    const files = [{ path: 'x', bytes: text('secret') }]
    const { link, locator } = await storeDrop(app.url, { files, password: 'grüße', hint: 'how we say hello' })
    expect(await receive([link])).toMatchObject({ code: 2 })
    const wrong = await receive([link, '--password-stdin'], 'hello\n')
    expect(wrong).toMatchObject({ code: 20 })
    expect(wrong.stderr).toContain('how we say hello')
    expect(await placesLeft(app.url, locator)).toBe(1)
    expect(await receive([link, '--password-stdin'], 'grüße\n')).toMatchObject({ code: 0 })
    expect(readFileSync(join(place.cwd, 'x'), 'utf8')).toBe('secret')
  })

  test('nothing is overwritten, and nothing used up by trying, until that is asked for', async () => {
    const files = [{ path: 'x', bytes: text('new') }]
    const { link, locator } = await storeDrop(app.url, { files })
    writeFileSync(join(place.cwd, 'x'), 'old')
    const refused = await receive([link])
    expect(refused).toMatchObject({ code: 40 })
    expect(refused.stderr).toContain('--force')
    expect(readFileSync(join(place.cwd, 'x'), 'utf8')).toBe('old')
    expect(await placesLeft(app.url, locator)).toBe(1)
    expect(await receive([link, '--force'])).toMatchObject({ code: 0 })
    expect(readFileSync(join(place.cwd, 'x'), 'utf8')).toBe('new')
  })

  test.each([
    ['../up', 35],
    ['/etc/x', 35],
    ['C:\\x', 35],
    ['a/../../up', 35],
    ['con', 35],
    ['a\u202egnp.exe', 35],
    ['nul\u0000', 35],
  ])('a hostile sender who names a file %j writes nothing', async (path, code) => {
    const { link } = await storeDrop(app.url, {
      files: [
        { path, bytes: text('x') },
        { path: 'ok', bytes: text('x') },
      ],
    })
    expect(await receive([link, '-o', 'inner'])).toMatchObject({ code })
    expect(tree()).toEqual([])
  })

  test('names that collide on some disks are refused', async () => {
    const files = [
      { path: 'A', bytes: text('1') },
      { path: 'a', bytes: text('2') },
    ]
    expect(await receive([(await storeDrop(app.url, { files })).link])).toMatchObject({ code: 35 })
  })

  test('a symbolic link on the way is not followed, nor one in the place of a file', async () => {
    const outside = mkdtempSync(join(place.home, 'outside-'))
    symlinkSync(outside, join(place.cwd, 'trip'))
    const files = [
      { path: 'trip/x', bytes: text('x') },
      { path: 'trip/y', bytes: text('y') },
    ]
    const { link, locator } = await storeDrop(app.url, { files })
    for (const more of [[], ['--force']]) expect(await receive([link, ...more])).toMatchObject({ code: 40 })
    expect(readdirSync(outside)).toEqual([])
    mkdirSync(join(place.cwd, 'real/trip'), { recursive: true })
    for (const name of ['x', 'x.part']) {
      symlinkSync(join(outside, 'target'), join(place.cwd, 'real/trip', name))
      expect(await receive([link, '-o', 'real', '--force'])).toMatchObject({ code: 40 })
      rmSync(join(place.cwd, 'real/trip', name))
    }
    expect(readdirSync(outside)).toEqual([])
    expect(await placesLeft(app.url, locator)).toBe(1)
  })

  test('each ending has its exit code', async () => {
    const files = [{ path: 'x', bytes: text('x') }]
    const live = await storeDrop(app.url, { files })
    const codes: Record<string, number | null> = {}
    const note = async (name: string, ...args: string[]) => {
      codes[name] = (await receive(args)).code
    }
    await note('no arguments')
    await note('no site', live.code)
    await note('cut off', live.link.slice(0, -3))
    await note('no fragment', `${app.url}/d#`)
    await note('unknown option', live.link, '--nonsense')
    await note('no such file', live.link, '--file', 'y')
    await note('code alone', live.code, '--server', app.url)
    await note('used up', live.link, '-o', 'again')
    const revoked = await storeDrop(app.url, { files })
    await call(app.url, 'DELETE', `/drops/${revoked.id}`, revoked.owner)
    await note('revoked', revoked.link)
    const strange = await storeDrop(app.url, { files })
    const elsewhere = await startApp()
    await note('never existed', strange.code, '--server', elsewhere.url)
    await elsewhere.destroy()
    await note('nobody there', strange.code, '--server', elsewhere.url)
    expect(codes).toEqual({
      'no arguments': 2,
      'no site': 2,
      'cut off': 10,
      'no fragment': 10,
      'unknown option': 2,
      'no such file': 2,
      'code alone': 0,
      'used up': 14,
      revoked: 15,
      'never existed': 12,
      'nobody there': 50,
    })
  })

  test('Ctrl-C says how to go on; --give-back leaves nothing and gives it back', async () => {
    const file = { path: 'large.bin', bytes: bytes(200 * MiB) }
    const { link, locator } = await storeDrop(app.url, { files: [file] })
    const stopAt = async (...more: string[]) => {
      const run = startCli(['receive', link, ...more], place)
      const part = join(place.cwd, 'large.bin.part')
      while ((!existsSync(part) || statSync(part).size < 8 * MiB) && run.child.exitCode === null) await sleep(2)
      run.child.kill('SIGINT')
      return run.ended
    }
    const back = await stopAt('--give-back')
    expect(back.code).toBe(130)
    expect(tree()).toEqual([])
    expect(await placesLeft(app.url, locator)).toBe(1)
    const stopped = await stopAt()
    expect(stopped.code).toBe(130)
    expect(stopped.stderr).toContain('Run the same command again')
    expect(await placesLeft(app.url, locator)).toBe(0)
    expect(await receive([link])).toMatchObject({ code: 0 })
    expect(sha256(readFileSync(join(place.cwd, 'large.bin')))).toBe(sha256(file.bytes))
  })

  test('a download that is over is said so, and what was verified goes on in another; two at once are kept apart', async () => {
    const file = { path: 'large.bin', bytes: bytes(200 * MiB) }
    const { link, locator } = await storeDrop(app.url, { files: [file], maxDownloads: 2 })
    const run = startCli(['receive', link], place)
    const part = join(place.cwd, 'large.bin.part')
    while ((!existsSync(part) || statSync(part).size < 8 * MiB) && run.child.exitCode === null) await sleep(2)
    run.child.kill('SIGSTOP')
    const second = await receive([link])
    expect(second.stderr).toContain('already')
    expect(second.code).toBe(2)
    run.child.kill('SIGINT')
    run.child.kill('SIGCONT')
    expect((await run.ended).code).toBe(130)
    const kept = readFileSync(join(place.home, 'receiving', `${locator}.lease.json`), 'utf8')
    const { id, token } = JSON.parse(kept) as { id: string; token: string }
    expect((await call(app.url, 'DELETE', `/leases/${id}`, token)).status).toBeLessThan(300)
    const again = await receive([link])
    expect(again.code).toBe(0)
    expect(again.stderr).toContain('has lapsed')
    expect(again.stderr).toContain('Going on where it stopped')
    expect(sha256(readFileSync(join(place.cwd, 'large.bin')))).toBe(sha256(file.bytes))
  })

  test('what was changed meanwhile on the disk is received anew, never mixed in', async () => {
    const file = { path: 'large.bin', bytes: bytes(120 * MiB) }
    const { link } = await storeDrop(app.url, { files: [file] })
    const run = startCli(['receive', link], place)
    const part = join(place.cwd, 'large.bin.part')
    while ((!existsSync(part) || statSync(part).size < 8 * MiB) && run.child.exitCode === null) await sleep(2)
    run.child.kill('SIGINT')
    await run.ended
    const changed = readFileSync(part)
    changed.writeUInt8(changed.readUInt8(5000) ^ 1, 5000)
    writeFileSync(part, changed)
    const again = await receive([link])
    expect(again).toMatchObject({ code: 0 })
    expect(again.stderr).toContain('begins anew')
    expect(sha256(readFileSync(join(place.cwd, 'large.bin')))).toBe(sha256(file.bytes))
  })

  test('tampered bytes leave nothing that looks whole', async () => {
    const files = [{ path: 'x', bytes: bytes(MiB) }]
    const { link, id } = await storeDrop(app.url, { files })
    const blob = readdirSync(app.dataDir, { recursive: true, encoding: 'utf8' }).find((name) =>
      name.endsWith(`${id}/00001`),
    )
    const path = join(app.dataDir, blob ?? '')
    const stored = readFileSync(path)
    stored.writeUInt8(stored.readUInt8(700_000) ^ 1, 700_000)
    writeFileSync(path, stored)
    expect(await receive([link])).toMatchObject({ code: 30 })
    expect(tree()).toEqual([])
  })

  test('where each connection gets only so much, several ranges come at the same time', async () => {
    const proxy: CutProxy = await startCutProxy(app.url)
    const file = { path: 'x', bytes: bytes(192 * MiB) }
    const { code } = await storeDrop(app.url, { files: [file] })
    proxy.slowEachTo(20 * MiB)
    const run = await startCli(['receive', code, '--server', proxy.url], place).ended
    expect(run).toMatchObject({ code: 0 })
    expect(sha256(readFileSync(join(place.cwd, 'x')))).toBe(sha256(file.bytes))
    // One after another they are two, and one for questions.
    expect(proxy.mostAtOnce()).toBeGreaterThan(3)
    await proxy.close()
  })

  test('a line that breaks is borne', async () => {
    const proxy: CutProxy = await startCutProxy(app.url)
    const file = { path: 'x', bytes: bytes(40 * MiB) }
    const { code } = await storeDrop(app.url, { files: [file] })
    const run = startCli(['receive', code, '--server', proxy.url], place)
    const part = join(place.cwd, 'x.part')
    while ((!existsSync(part) || statSync(part).size === 0) && run.child.exitCode === null) await sleep(2)
    proxy.cut()
    await sleep(300)
    proxy.mend()
    expect(await run.ended).toMatchObject({ code: 0 })
    expect(sha256(readFileSync(join(place.cwd, 'x')))).toBe(sha256(file.bytes))
    await proxy.close()
  })
})
