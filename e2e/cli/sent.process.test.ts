import { spawn } from 'node:child_process'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sentFolder } from '../../cli/home-folder.ts'
import { openSenderFiles } from '../../lib/adapters/files/sender-store.ts'
import { parseCode } from '../../lib/format/code.ts'
import { formatWords } from '../../lib/format/words.ts'
import { dropId, locator } from '../../lib/wire/fields.ts'
import { call, newLink } from '../server/api-client.ts'
import { type AppOn, startAppOn } from '../servers/app-on.ts'
import { type AppServer, startApp } from '../servers/app-server.ts'
import { placeForEach } from './each-place.ts'
import { startCli } from './run-cli.ts'
import { type Stored, type StoredDrop, storeDrop } from './stored-drop.ts'

const place = placeForEach()

const run = (args: readonly string[], input?: string) =>
  startCli(args, { ...place, ...(input !== undefined && { input }) }).ended
const answer = async (args: readonly string[], input?: string): Promise<Record<string, unknown>> => {
  const { code, stdout, stderr } = await run([...args, '--json'], input)
  if (code !== 0) throw new Error(`${code}: ${stderr}`)
  return JSON.parse(stdout.toString()) as Record<string, unknown>
}

/** Runs a command at a terminal of its own, answers its question, and answers its exit code. */
async function atTerminal(args: readonly string[], typed: string): Promise<number | null> {
  const line = [process.execPath, join(process.cwd(), 'cli/snowdrop.mjs'), ...args].join(' ')
  const child = spawn('script', ['-qefc', line, '/dev/null'], { env: { ...process.env, SNOWDROP_HOME: place.home } })
  let seen = ''
  child.stdout.on('data', (piece: Buffer) => {
    const isAsked = seen.includes('[y/N] ')
    seen += piece.toString()
    if (!isAsked && seen.includes('[y/N] ')) child.stdin.write(typed)
  })
  return new Promise((resolve) => child.once('close', resolve))
}

/** Keeps a drop as `snowdrop send` does; the name is the sender's own. */
async function keep(origin: string, stored: StoredDrop, name: string, createdAt: number, label: string | null = null) {
  const kept = {
    id: dropId.parse(stored.id),
    owner: stored.owner,
    contentKey: stored.contentKey,
    header: stored.header,
    kind: 'files' as const,
    name,
    files: 1,
    totalBytes: 3,
    createdAt,
    links: [{ locator: locator.parse(stored.locator), code: stored.code, label, createdAt }],
  }
  await openSenderFiles(sentFolder({ ...process.env, SNOWDROP_HOME: place.home }, origin)).changeDrop(
    kept.id,
    () => kept,
  )
}

const three = new Uint8Array([1, 2, 3])
async function send(origin: string, name: string, createdAt: number, more: Partial<Stored> = {}): Promise<StoredDrop> {
  const stored = await storeDrop(origin, { files: [{ path: name, bytes: three }], ...more })
  await keep(origin, stored, name, createdAt)
  return stored
}

describe.each(['disk', 'bucket'] as const)('on %s', (storage) => {
  let app: AppServer
  let stop: AppOn['stop']
  beforeAll(async () => {
    ;({ app, stop } = await startAppOn(storage))
  }, 180_000)
  afterAll(() => stop())

  test('a drop is listed, extended, revoked, deleted and forgotten', async () => {
    await send(app.url, 'old.txt', 1000)
    const { link, locator: of, id, owner } = await send(app.url, 'new.txt', 2000, { maxDownloads: 2 })
    const { drops } = (await answer(['list'])) as { drops: { links: object[] }[] }
    expect(drops).toMatchObject([
      { number: 1, name: 'new.txt', state: 'live', server: app.url, links: [{ number: '1.1', link, opened: false }] },
      { number: 2, name: 'old.txt', state: 'live' },
    ])
    expect(await run(['receive', link, '-q'])).toMatchObject({ code: 0 })
    expect(await answer(['show', 'new.txt'])).toMatchObject({
      links: [{ opened: true, downloads: 1, downloadsLeft: 1 }],
    })
    const extended = await answer(['extend', '1', '--expires', '3d', '--downloads', '7'])
    expect(extended).toMatchObject({ links: [{ maxDownloads: 7, downloads: 1 }] })
    const live = (await call(app.url, 'GET', `/links/${of}`)).body as { expiresAt: number; placesLeft: number }
    expect(live.placesLeft).toBe(6)
    expect(live.expiresAt).toBeGreaterThan(Date.now() + 2.9 * 86_400_000)
    expect(await answer(['revoke', link, '--yes'])).toMatchObject({ links: [{ ended: { reason: 'revoked' } }] })
    expect((await run(['receive', link])).code).toBe(15)
    expect(await run(['delete', 'new.txt', '--yes'])).toMatchObject({ code: 0 })
    expect((await call(app.url, 'GET', `/drops/${id}`, owner)).body).toMatchObject({ state: 'ended' })
    expect(await run(['forget', '--over'])).toMatchObject({ code: 0 })
    expect(await answer(['list'])).toMatchObject({ drops: [{ number: 1, name: 'old.txt' }] })
    expect(await run(['forget', '1', '--yes'])).toMatchObject({ code: 0 })
    expect(await answer(['list'])).toEqual({ drops: [] })
  })
})

describe('one instance', () => {
  let app: AppServer
  beforeAll(async () => {
    app = await startApp()
  })
  afterAll(() => app.destroy())

  test('a drop is named by number, name, link, code or words; a link by its number or label', async () => {
    const a = await send(app.url, 'a.txt', 1000)
    const b = await storeDrop(app.url, { files: [{ path: 'b', bytes: three }] })
    await keep(app.url, b, 'Holidays', 2000, 'Ann')
    const words = await formatWords(await parseCode(a.code))
    for (const name of ['2', 'a.txt', 'A.TXT', a.link, a.code, '2.1'])
      expect(await answer(['show', name])).toMatchObject({ name: 'a.txt', number: 2 })
    expect(await answer(['show', ...words.split(/[ -]/)])).toMatchObject({ name: 'a.txt' })
    expect(await answer(['show', 'ann'])).toMatchObject({ name: 'Holidays', number: 1 })
    for (const name of ['3', '1.2', '0', 'nothing', 'https://drop.example/d#', 'AAAAAAAAAAAAAAAAAAAAAAAA']) {
      const failed = await run(['show', name])
      expect(failed).toMatchObject({ code: 2 })
      expect(failed.stderr).toContain('snowdrop list')
    }
  })

  test('what `snowdrop send` sent is there, and ends from here', async () => {
    writeFileSync(join(place.cwd, 'report.txt'), 'three')
    const two = ['--label', 'Ann', '--label', 'Bob', '--downloads', '2']
    const { stdout } = await run(['send', 'report.txt', '--server', app.url, ...two, '-q'])
    const links = stdout.toString().trim().split('\n')
    const shown = await answer(['show', 'report.txt'])
    expect(shown).toMatchObject({ kind: 'files', bytes: 5, state: 'live', links: [{ label: 'Ann' }, { label: 'Bob' }] })
    expect((shown.links as { link: string }[]).map(({ link }) => link)).toEqual(links)
    const failed = await run(['revoke', 'report.txt', '--yes'])
    expect(failed.code).toBe(2)
    expect(failed.stderr).toMatch(/1\.1\treport\.txt: Ann\n {2}1\.2\treport\.txt: Bob/)
    expect(await run(['revoke', 'bob', '--yes'])).toMatchObject({ code: 0 })
    expect((await run(['receive', links[1] ?? ''])).code).toBe(15)
    expect((await run(['receive', links[0] ?? '', '-o', '-'])).stdout.toString()).toBe('three')
  })

  test('a name that fits several is refused, and tells which', async () => {
    const { locator: of } = await send(app.url, 'same', 1000)
    await send(app.url, 'same', 2000)
    const failed = await run(['delete', 'same', '--yes'])
    expect(failed.code).toBe(2)
    expect(failed.stderr).toMatch(/1\tsame, sent .+\n {2}2\tsame, sent /)
    expect((await call(app.url, 'GET', `/links/${of}`)).body).toMatchObject({ state: 'live' })
  })

  test('of several links one has to be said', async () => {
    const stored = await storeDrop(app.url, { files: [{ path: 'x', bytes: three }] })
    await keep(app.url, stored, 'x', 1000)
    const store = openSenderFiles(sentFolder({ ...process.env, SNOWDROP_HOME: place.home }, app.url))
    const { request } = await newLink()
    await call(app.url, 'POST', `/drops/${stored.id}/links`, stored.owner, request)
    await store.changeDrop(dropId.parse(stored.id), (kept) => {
      const link = { locator: locator.parse(request.locator), code: stored.code, label: 'Bob', createdAt: 2 }
      return kept && { ...kept, links: [...kept.links, link] }
    })
    const { stdout } = await run(['list'])
    expect(stdout.toString()).toMatch(/1\.1\s+– Link 1 .*\n1\.2\s+– Bob/)
    expect(await run(['revoke', '1', '--yes'])).toMatchObject({ code: 2 })
    expect(await run(['revoke', 'Bob', '--yes'])).toMatchObject({ code: 0 })
    expect(await run(['revoke', '1.1', '--yes'])).toMatchObject({ code: 0 })
  })

  test('what cannot be undone is not done unasked', async () => {
    const { locator: of } = await send(app.url, 'x', 1000)
    for (const deed of ['revoke', 'delete', 'forget']) {
      const failed = await run([deed, '1'])
      expect(failed.code).toBe(2)
      expect(failed.stderr).toContain('--yes')
    }
    expect((await call(app.url, 'GET', `/links/${of}`)).body).toMatchObject({ state: 'live' })
    expect(await answer(['list'])).toMatchObject({ drops: [{ name: 'x' }] })
  })

  test('a person is asked, and only a yes counts', async () => {
    const { locator: of } = await send(app.url, 'x', 1000)
    expect(await atTerminal(['delete', '1'], 'n\r')).toBe(130)
    expect(await atTerminal(['delete', '1'], '\r')).toBe(130)
    expect(await atTerminal(['delete', '1'], '\u0003')).toBe(130)
    expect(await atTerminal(['delete', '1'], '\u0004')).toBe(130)
    expect((await call(app.url, 'GET', `/links/${of}`)).body).toMatchObject({ state: 'live' })
    expect(await atTerminal(['delete', '1'], 'y\r')).toBe(0)
    expect((await call(app.url, 'GET', `/links/${of}`)).body).toMatchObject({ state: 'ended', reason: 'revoked' })
  })

  test('what the server refuses is said, with its code', async () => {
    await send(app.url, 'x', 1000)
    expect(await run(['extend', '1'])).toMatchObject({ code: 2 })
    expect(await run(['extend', '1', '--expires', 'tomorrow'])).toMatchObject({ code: 2 })
    expect(await run(['extend', '1', '--downloads', '0'])).toMatchObject({ code: 2 })
    expect(await run(['extend', '1', '--expires', '9w'])).toMatchObject({ code: 2 })
    expect(await run(['revoke', '1', '-y'])).toMatchObject({ code: 0 })
    const over = await run(['extend', '1', '--downloads', '3'])
    expect(over.code).toBe(15)
    expect(over.stderr).toContain('cannot be changed')
  })

  test('what a link may not have is said with the limit that it passes', async () => {
    const { link, locator: of } = await send(app.url, 'x', 1000, { maxDownloads: 3 })
    const refused = async (...args: string[]) => (await run(['extend', '1', ...args])).stderr
    expect(await refused('--expires', '60d')).toContain('keeps links for 1 minute to 7 days; --expires says 60 days.')
    expect(await refused('--expires', '2s')).toContain('keeps links for 1 minute to 7 days; --expires says 2 seconds.')
    expect(await refused('--downloads', '200')).toContain('allows 1 to 100 downloads of a link; --downloads says 200.')
    for (const out of ['a', 'b']) expect(await run(['receive', link, '-o', out])).toMatchObject({ code: 0 })
    expect(await refused('--downloads', '1')).toContain('2 downloads were made or are running: it cannot be fewer.')
    expect((await call(app.url, 'GET', `/links/${of}`)).body).toMatchObject({ placesLeft: 1 })
  })

  test('a drop that may not live for so long says until when it may', async () => {
    const other = await startApp({ SNOWDROP_AGE_MAX: '7d' })
    await send(other.url, 'x', 1000)
    const { code, stderr } = await run(['extend', '1', '--expires', '7d'])
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(/can be kept until \w{3} \d+ /) as string,
    })
    await other.destroy()
  })

  test('names from elsewhere cannot write to the terminal', async () => {
    const stored = await storeDrop(app.url, { files: [{ path: 'x', bytes: three }] })
    await keep(app.url, stored, 'evil\u001b[2Jname\nrow', 1000)
    for (const args of [['list'], ['show', '1']]) expect((await run(args)).stdout.toString()).not.toContain('\u001b')
  })

  test('a list is exported and imported, sealed', async () => {
    await send(app.url, 'travels.txt', 1000)
    const password = 'long enough\n'
    // A site to which nothing was sent is none of several.
    expect(await run(['list', '--server', 'http://127.0.0.1:9'])).toMatchObject({ code: 0 })
    expect(await run(['export', 'f', '--password-stdin'], 'short\n')).toMatchObject({ code: 2 })
    expect(await run(['export', 'f', '--password-stdin'], password)).toMatchObject({ code: 0 })
    const file = join(place.cwd, 'f')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readFileSync(file).subarray(0, 8).toString()).toBe('snowlist')
    expect(readFileSync(file).includes('travels')).toBe(false)
    expect(await run(['export', 'f', '--password-stdin'], password)).toMatchObject({ code: 40 })
    expect(await run(['export', 'f', '--password-stdin', '--force'], password)).toMatchObject({ code: 0 })
    expect(await run(['forget', '1', '--yes'])).toMatchObject({ code: 0 })
    const into = (args: readonly string[], input = password) =>
      run(['import', ...args, '--password-stdin', '--server', app.url], input)
    expect(await into(['f'], 'wrong one\n')).toMatchObject({ code: 20 })
    expect(await into(['none'])).toMatchObject({ code: 41 })
    writeFileSync(join(place.cwd, 'g'), readFileSync(file).subarray(0, 4000))
    expect(await into(['g'])).toMatchObject({ code: 43 })
    expect((await into(['f', '--json'])).stdout.toString()).toBe('{"added":1,"known":0}\n')
    expect((await into(['f', '--json'])).stdout.toString()).toBe('{"added":0,"known":1}\n')
    expect(await answer(['list'])).toMatchObject({ drops: [{ name: 'travels.txt', state: 'live' }] })
  })

  test('a site that is away is said so, and the list is there; several sites are told apart', async () => {
    await send(app.url, 'here', 1000)
    const other = await startApp()
    await send(other.url, 'there', 2000)
    expect(await run(['export', 'f', '--password-stdin'], 'long enough')).toMatchObject({ code: 2 })
    await other.stop()
    expect(await answer(['list'])).toMatchObject({
      drops: [
        { number: 1, name: 'there', state: 'unreachable', error: 'network', server: other.url },
        { number: 2, name: 'here', state: 'live' },
      ],
    })
    const said = await run(['list'])
    expect(said).toMatchObject({ code: 0 })
    expect(said.stderr).toContain(`${other.url} did not say how things stand`)
    expect(await answer(['list', '--server', app.url])).toMatchObject({ drops: [{ number: 2, name: 'here' }] })
    expect(await run(['delete', 'there', '--yes'])).toMatchObject({ code: 50 })
    expect(await run(['list', '--server', 'ftp://x'])).toMatchObject({ code: 2 })
    await other.destroy()
  })

  test('an empty list says so', async () => {
    const { code, stdout, stderr } = await run(['list'])
    expect({ code, stdout: stdout.toString() }).toEqual({ code: 0, stdout: '' })
    expect(stderr).toContain('Nothing that was sent')
  })
})
