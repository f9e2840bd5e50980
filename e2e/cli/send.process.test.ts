import { createHash, randomBytes } from 'node:crypto'
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AppOn, startAppOn } from '../servers/app-on.ts'
import { type AppServer, startApp } from '../servers/app-server.ts'
import { startCutProxy } from '../servers/cut-proxy.ts'
import { startForwardProxy } from '../servers/forward-proxy.ts'
import { placeForEach } from './each-place.ts'
import { type CliPlace, type CliRun, type RunningCli, startCli } from './run-cli.ts'

const MiB = 2 ** 20
const sha256 = (content: Uint8Array) => createHash('sha256').update(content).digest('hex')

const place = placeForEach()
let app: AppServer

/** Another folder, to receive in. */
const elsewhere = () => ({ ...place, cwd: mkdtempSync(join(place.home, 'out-')) })

/** What a run that succeeded printed last. */
interface Printed {
  readonly link: string
  readonly words: string
  readonly downloads: number
  readonly expiresAt: string
  readonly password?: string
  readonly links: readonly { readonly link: string; readonly label: string | null }[]
}

function start(args: readonly string[], more: Partial<CliPlace> = {}): RunningCli {
  const { env, ...rest } = more
  return startCli(['send', ...args], { ...place, ...rest, env: { SNOWDROP_SERVER: app.url, ...env } })
}
const send = (args: readonly string[], more: Partial<CliPlace> = {}): Promise<CliRun> => start(args, more).ended

async function sendJson(args: readonly string[], more: Partial<CliPlace> = {}): Promise<Printed> {
  const run = await send([...args, '--json'], more)
  expect(run, run.stderr).toMatchObject({ code: 0 })
  return JSON.parse(run.stdout.toString()) as Printed
}

/** What is behind a link, by path; a note's or redirect's text under an empty one. */
async function received(link: string, input?: string): Promise<Record<string, string>> {
  const args = ['receive', link, '--json', ...(input === undefined ? [] : ['--password-stdin'])]
  const there = elsewhere()
  const run = await startCli(args, { ...there, ...(input !== undefined && { input }) }).ended
  expect(run, run.stderr).toMatchObject({ code: 0 })
  const printed = JSON.parse(run.stdout.toString()) as { text?: string; files: { path: string; sha256: string }[] }
  if (printed.text !== undefined) return { '': printed.text }
  // Files without a common folder come in one that is named by its date.
  const nameOf = (path: string) => path.slice(there.cwd.length + 1).replace(/^snowdrop-[^/]+\//, '')
  return Object.fromEntries(printed.files.map(({ path, sha256: hash }) => [nameOf(path), hash]))
}

function put(path: string, bytes: Uint8Array | string): string {
  const whole = join(place.cwd, path)
  mkdirSync(dirname(whole), { recursive: true })
  writeFileSync(whole, bytes)
  return sha256(Buffer.from(bytes))
}

/** Where the drops of the instance are kept. */
const kept = () => {
  const [instance = ''] = existsSync(join(place.home, 'sent')) ? readdirSync(join(place.home, 'sent')) : []
  return join(place.home, 'sent', instance)
}
const keptNames = (ending: string) =>
  existsSync(kept()) ? readdirSync(kept()).filter((name) => name.endsWith(ending)) : []
/** How many parts of the one unfinished upload are noted. */
function notedParts(): number {
  const [name] = keptNames('.parts')
  return name === undefined ? 0 : readFileSync(join(kept(), name), 'utf8').split('\n').length - 1
}
const forParts = async (count: number, { child }: RunningCli) => {
  while (notedParts() < count && child.exitCode === null && child.signalCode === null) await sleep(2)
}

describe.each(['disk', 'bucket'] as const)('on %s', (storage) => {
  let bucket: AppOn['bucket']
  let stop: AppOn['stop']
  beforeAll(async () => {
    ;({ app, bucket, stop } = await startAppOn(storage))
  }, 180_000)
  afterAll(() => stop())

  test.each([0, 1, 65_536, 16 * MiB, 40 * MiB + 1])('one file of %i bytes', async (size) => {
    const hash = put('größe 大きさ.bin', randomBytes(size))
    const { link } = await sendJson(['größe 大きさ.bin'])
    expect(await received(link)).toEqual({ 'größe 大きさ.bin': hash })
    expect(keptNames('.drop.json')).toHaveLength(1)
    expect(readdirSync(kept())).toHaveLength(1)
  })

  test('folders and files with names of every kind, in one drop', async () => {
    const names = ['trip/а/файл.txt', 'trip/empty', `trip/${'長'.repeat(85)}`, 'trip/नमस्ते/🌨️.md', 'trip/.hidden', 'one']
    const expected: Record<string, string> = {}
    for (const [at, name] of names.entries()) expected[name] = put(name, randomBytes(at * 100_000))
    // What no other system would take has to be cleaned, and what collides is numbered.
    const cleaned = put('trip/what? "now": CON', 'x')
    const other = put('trip/ONE', '1')
    const same = put('trip/one', '2')
    put('twice/one', 'second')
    const { link } = await sendJson(['trip', 'one', 'twice/one'])
    const found = await received(link)
    const hashes = Object.values(found).sort()
    expect(hashes).toEqual([...Object.values(expected), cleaned, other, same, sha256(Buffer.from('second'))].sort())
    for (const name of names) expect(found[name], name).toBe(expected[name])
  })

  test.each([0, 5, 16 * MiB, 70 * MiB + 3])('%i bytes through a pipe', async (size) => {
    const bytes = randomBytes(size)
    const { link } = await sendJson(['-', '--name', 'backup.tar'], { input: bytes })
    expect(await received(link)).toEqual({ 'backup.tar': sha256(bytes) })
    expect(readdirSync(kept())).toHaveLength(1)
  })

  test('files, and a pipe behind them', async () => {
    const [file, bytes] = [put('a.bin', randomBytes(20 * MiB)), randomBytes(30 * MiB)]
    const { link } = await sendJson(['a.bin', '-'], { input: bytes })
    expect(await received(link)).toEqual({ 'a.bin': file, stdin: sha256(bytes) })
  })

  test('killed in the middle, it goes on where it was, and arrives whole', async () => {
    const expected = { 'trip/large.bin': put('trip/large.bin', randomBytes(300 * MiB)), 'trip/b': put('trip/b', 'b') }
    const first = start(['trip'])
    await forParts(4, first)
    first.child.kill('SIGKILL')
    expect((await first.ended).code).toBeNull()
    expect(keptNames('.upload.json')).toHaveLength(1)
    const second = start(['trip'])
    await forParts(8, second)
    second.child.kill('SIGKILL')
    expect((await second.ended).stderr).toContain('Going on where it stopped')
    const before = readFileSync(join(kept(), keptNames('.parts')[0] ?? ''), 'utf8')
    const last = start(['trip', '--json'])
    await forParts(12, last)
    // What was noted stays as it was sealed: none of it is sealed again.
    if (keptNames('.parts').length > 0)
      expect(readFileSync(join(kept(), keptNames('.parts')[0] ?? ''), 'utf8').startsWith(before)).toBe(true)
    const { code, stdout, stderr } = await last.ended
    expect(code, stderr).toBe(0)
    expect(await received((JSON.parse(stdout.toString()) as Printed).link)).toEqual(expected)
    expect(readdirSync(kept()).filter((name) => !name.includes('.json.'))).toEqual(keptNames('.drop.json'))
    if (bucket !== null) expect((await bucket.stored()).filter((key) => key.includes('#'))).toEqual([])
  })
})

describe('one instance', () => {
  beforeAll(async () => {
    app = await startApp()
  })
  afterAll(() => app.destroy())

  test('a note, a note through a pipe, and an address', async () => {
    const note = '  The door code is 4711.\n\n– ключ 🌱  '
    expect(await received((await sendJson(['--note', note])).link)).toEqual({ '': note })
    expect(await received((await sendJson(['--note'], { input: note })).link)).toEqual({ '': note })
    const address = 'https://example.org/a?b=c#d'
    expect(await received((await sendJson(['--redirect', address])).link)).toEqual({ '': address })
  })

  test('the link comes last on standard output, and nothing else does', async () => {
    put('x', 'x')
    const plain = await send(['x'])
    expect(plain.stdout.toString()).toMatch(/^http:\/\/\S+\/d#[A-Za-z0-9_-]{24}\n$/)
    expect(plain.stderr).toMatch(/1 file, 1 byte, until .*, for 1 download\./)
    const quiet = await send(['x', '--quiet'])
    expect(quiet).toMatchObject({ code: 0, stderr: '' })
    const all = await send(['x', '--words', '--qr'])
    const [words = '', link = ''] = all.stdout.toString().split('\n')
    expect(words.split('-').length).toBeGreaterThanOrEqual(11)
    expect(all.stderr).toContain('█')
    expect(await received(link)).toEqual({ x: sha256(Buffer.from('x')) })
  })

  test('behind a proxy that Node was told of, everything goes by it, parts too', async () => {
    // A name that the proxy alone knows.
    const proxy = await startForwardProxy('snowdrop.invalid', Number(new URL(app.url).port))
    const env = {
      NODE_USE_ENV_PROXY: '1',
      HTTP_PROXY: proxy.origin,
      NO_PROXY: '',
      SNOWDROP_SERVER: 'http://snowdrop.invalid',
    }
    const hash = put('x.bin', randomBytes(20 * MiB))
    const { link } = await sendJson(['x.bin'], { env })
    expect(link).toMatch(/^http:\/\/snowdrop\.invalid\//)
    expect(proxy.sent()).toBeGreaterThan(20 * MiB)
    expect(await received(link.replace('http://snowdrop.invalid', app.url))).toEqual({ 'x.bin': hash })
    await proxy.close()
  })

  test('words alone open what was sent', async () => {
    const hash = put('x', 'by word')
    const { words } = await sendJson(['x'])
    const there = elsewhere()
    expect(await startCli(['receive', words, '--server', app.url], there).ended).toMatchObject({ code: 0 })
    expect(sha256(readFileSync(join(there.cwd, 'x')))).toBe(hash)
  })

  test('passwords: read, made, with a hint', async () => {
    const hash = put('x', 'secret')
    const { link } = await sendJson(['x', '--password-stdin', '--hint', 'whose garden?', '--downloads', '2'], {
      input: 'Großmutters Garten\n',
    })
    const wrong = await startCli(['receive', link, '--password-stdin'], { ...elsewhere(), input: 'Garten' }).ended
    expect(wrong.code).toBe(20)
    expect(wrong.stderr).toContain('whose garden?')
    expect(await received(link, 'Großmutters Garten')).toEqual({ x: hash })
    const made = await sendJson(['x', '--password-generate'])
    expect(made.password).toMatch(/^[a-z]+(-[a-z]+){4,}$/)
    expect(await received(made.link, made.password ?? '')).toEqual({ x: hash })
    const shown = await send(['x', '--password-generate', '--quiet'])
    const [, password = ''] = /^Password: (\S+)\n$/.exec(shown.stderr) ?? []
    expect(await received(shown.stdout.toString().trim(), password)).toEqual({ x: hash })
  })

  test('several links, with labels, and limits of their own', async () => {
    const hash = put('x', 'for many')
    const begun = Date.now()
    const many = await sendJson(['x', '--links', '3', '--label', 'Team', '--expires', '2d', '--downloads', '5'])
    expect(many.links.map(({ label }) => label)).toEqual(['Team 1', 'Team 2', 'Team 3'])
    expect(many.downloads).toBe(5)
    expect(Date.parse(many.expiresAt) - begun - 2 * 86_400_000).toBeLessThan(120_000)
    for (const { link } of many.links) expect(await received(link)).toEqual({ x: hash })
    const named = await send(['x', '--label', 'Ann', '--label', 'Bob'])
    expect(named.stdout.toString().trim().split('\n')).toHaveLength(2)
    expect(named.stderr).toContain('Ann:')
  })

  test('links: those of the folder are followed, those that lead out are named and left out', async () => {
    const inside = put('trip/inside', 'in')
    put('outside', 'out')
    symlinkSync('inside', join(place.cwd, 'trip/again'))
    symlinkSync('../outside', join(place.cwd, 'trip/out'))
    symlinkSync('nowhere', join(place.cwd, 'trip/dangling'))
    symlinkSync('.', join(place.cwd, 'trip/round'))
    symlinkSync('trip', join(place.cwd, 'link-to-trip'))
    const run = await send(['link-to-trip', '--json'])
    const { link } = JSON.parse(run.stdout.toString()) as Printed
    expect(await received(link)).toEqual({ 'link-to-trip/again': inside, 'link-to-trip/inside': inside })
    for (const name of ['out', 'dangling', 'round']) expect(run.stderr).toContain(`Left out: link-to-trip/${name}:`)
  })

  test('names that are no text on this system are sent as far as they can be read', async () => {
    mkdirSync(join(place.cwd, 'odd'))
    const name = Buffer.concat([Buffer.from(`${join(place.cwd, 'odd')}/a`), Buffer.from([0xff]), Buffer.from('b')])
    writeFileSync(name, 'latin')
    const { link } = await sendJson(['odd'])
    expect(Object.values(await received(link))).toEqual([sha256(Buffer.from('latin'))])
  })

  test('10,000 files go, and one more is too many', async () => {
    for (let at = 0; at < 10_000; at += 1) put(`many/${at % 100}/${at}`, String(at))
    const { link } = await sendJson(['many'])
    const list = await startCli(['receive', link, '--list', '--json'], place).ended
    expect((JSON.parse(list.stdout.toString()) as { files: unknown[] }).files).toHaveLength(10_000)
    put('many/one-more', '')
    const run = await send(['many'])
    expect(run.code).toBe(45)
    expect(run.stderr).toContain('10,000')
  })

  test('every way that cannot work has its words and its exit code, and nothing is sent', async () => {
    put('x', 'x')
    mkdirSync(join(place.cwd, 'nothing/in/it'), { recursive: true })
    const failures: [readonly string[], number, RegExp][] = [
      [[], 2, /what to send/],
      [['gone'], 2, /There is no gone/],
      [['nothing'], 2, /no file in nothing/],
      [['x', '--note', 'n'], 2, /by itself/],
      [['x', '--expires', 'abc'], 2, /30m, 12h, 2d, 1w/],
      [['x', '--expires', '0.5d'], 2, /30m, 12h, 2d, 1w/],
      [['x', '--expires', '30d'], 2, /1 minute to 7 days; --expires says 30 days/],
      [['x', '--expires', '1s'], 2, /1 minute to 7 days/],
      [['x', '--downloads', '0'], 2, /whole number/],
      [['x', '--downloads', '101'], 2, /1 to 100 downloads/],
      [['x', '--links', '101'], 2, /up to 100 links/],
      [['x', '--links', '3', '--label', 'a', '--label', 'b'], 2, /2 labels/],
      [['x', '--password'], 2, /Nobody can be asked/],
      [['x', '--hint', 'h'], 2, /needs a password/],
      [['x', '--password-generate', '--hint', 'h'.repeat(201)], 2, /cannot be a hint/],
      [['-', '--name', 'a/b'], 2, /without folders/],
      [['-', '--password-stdin'], 2, /--password-generate/],
      [['--note', ' '], 2, /note is empty/],
      [['--redirect', 'javascript:alert(1)'], 2, /not a web address/],
      [['x', '--server', 'ftp://example.org'], 2, /no address of a site/],
      [['x', '--nonsense'], 2, /unknown option/],
      [['--note', 'n'.repeat(100_000), '--server', 'http://127.0.0.1:9'], 50, /No connection/],
    ]
    for (const [args, code, words] of failures) {
      const run = await send(args)
      expect(run.code, `${args.join(' ').slice(0, 80)}: ${run.stderr}`).toBe(code)
      expect(run.stderr, args.join(' ').slice(0, 80)).toMatch(words)
      expect(run.stdout.toString()).toBe('')
    }
    expect(await send(['x'], { env: { SNOWDROP_SERVER: '' } })).toMatchObject({ code: 2 })
    expect(keptNames('')).toEqual([])
  })

  test.runIf(process.getuid?.() === 0)('what cannot be read fails before anything is sent', async () => {
    put('trip/a', 'a')
    put('trip/b', 'b')
    for (const folder of [dirname(place.cwd), place.cwd, place.home]) chmodSync(folder, 0o777)
    chmodSync(join(place.cwd, 'trip/b'), 0o600)
    const run = await send(['trip'], { uid: 65_534, env: { XDG_CACHE_HOME: place.home } })
    expect(run.code, run.stderr).toBe(41)
    expect(run.stderr).toContain('trip/b')
    expect(keptNames('')).toEqual([])
  })

  test('a file that changes while it is sent is noticed, and nothing of it stays', async () => {
    put('log', randomBytes(300 * MiB))
    const run = start(['log'])
    await forParts(2, run)
    appendFileSync(join(place.cwd, 'log'), 'one more line')
    const { code, stderr } = await run.ended
    expect(code, stderr).toBe(42)
    expect(stderr).toContain('log')
    expect(keptNames('.upload.json')).toEqual([])
    expect(keptNames('.drop.json')).toEqual([])
  })

  test('Ctrl-C says how to go on; changed files begin anew, and --fresh deletes what was stored', async () => {
    put('large.bin', randomBytes(300 * MiB))
    const stopAt = async (parts: number, ...more: string[]) => {
      const run = start(['large.bin', ...more])
      await forParts(parts, run)
      run.child.kill('SIGINT')
      return run.ended
    }
    const stopped = await stopAt(3)
    expect(stopped).toMatchObject({ code: 130 })
    expect(stopped.stderr).toMatch(/MB are stored\. Run the same command again/)
    const [upload = ''] = keptNames('.upload.json')
    const goesOn = await stopAt(6)
    expect(goesOn.stderr).toContain('Going on where it stopped')
    expect(keptNames('.upload.json')).toEqual([upload])
    utimesSync(join(place.cwd, 'large.bin'), 1_600_000_000, 1_600_000_000)
    const changed = await send(['large.bin'])
    expect(changed).toMatchObject({ code: 0 })
    expect(changed.stderr).not.toContain('Going on')
    expect(keptNames('.upload.json')).toEqual([upload])
    for (const name of [upload, ...keptNames('.parts')]) rmSync(join(kept(), name))
    expect((await stopAt(3)).code).toBe(130)
    const [second = ''] = keptNames('.upload.json')
    const fresh = await send(['large.bin', '--fresh'])
    expect(fresh).toMatchObject({ code: 0 })
    expect(fresh.stderr).not.toContain('Going on')
    expect(second).not.toBe('')
    expect(keptNames('.upload.json')).toEqual([])
  })

  test('what is named in another order goes on in the order in which it began', async () => {
    const expected = { a: put('a', randomBytes(100 * MiB + 5)), b: put('b', randomBytes(100 * MiB + 7)) }
    const first = start(['a', 'b'])
    await forParts(2, first)
    first.child.kill('SIGKILL')
    await first.ended
    const second = await send(['b', 'a', '--json'])
    expect(second.stderr).toContain('Going on where it stopped')
    expect(await received((JSON.parse(second.stdout.toString()) as Printed).link)).toEqual(expected)
  })

  test('a pipe that is stopped leaves nothing behind', async () => {
    const run = start(['-'], { input: null })
    run.child.stdin?.write(randomBytes(40 * MiB))
    await sleep(1500)
    run.child.kill('SIGINT')
    const { code, stderr } = await run.ended
    expect(code).toBe(130)
    expect(stderr).toContain('deleted')
    expect(keptNames('.json')).toEqual([])
    const blobs = readdirSync(app.dataDir, { recursive: true, encoding: 'utf8' }).filter((name) => /\d{5}$/.test(name))
    await expect
      .poll(() => blobs.filter((name) => existsSync(join(app.dataDir, name)) && name.includes('parts')))
      .toEqual([])
  })

  test('a line that breaks is borne, and progress is told in plain lines', async () => {
    const proxy = await startCutProxy(app.url)
    const hash = put('x', randomBytes(200 * MiB))
    const run = start(['x', '--json'], { env: { SNOWDROP_SERVER: proxy.url } })
    await forParts(2, run)
    proxy.cut()
    await sleep(300)
    proxy.mend()
    const { code, stdout, stderr } = await run.ended
    expect(code, stderr).toBe(0)
    expect(stderr).not.toContain('\r')
    expect(await received((JSON.parse(stdout.toString()) as Printed).link)).toEqual({ x: hash })
    await proxy.close()
  })

  test('two at once of the same files are two drops', async () => {
    const hash = put('x', randomBytes(100 * MiB))
    const both = await Promise.all([sendJson(['x']), sendJson(['x'])])
    for (const { link } of both) expect(await received(link)).toEqual({ x: hash })
    expect(keptNames('.drop.json')).toHaveLength(2)
  })
})

describe('an instance that asks for tickets', () => {
  beforeAll(async () => {
    app = await startApp({ SNOWDROP_UPLOADS: 'ticket' })
  })
  afterAll(() => app.destroy())

  test('a ticket, said or set, is used up by drops; without one nothing is sent', async () => {
    const hash = put('x', 'x')
    const env = { SNOWDROP_DATA_DIR: app.dataDir, SNOWDROP_UPLOADS: 'ticket' }
    const args = ['admin', 'ticket', 'make', '--drops', '2', '--json']
    const made = await startCli(args, { ...place, cwd: '/', env }).ended
    expect(made.code, made.stderr).toBe(0)
    const { ticket } = JSON.parse(made.stdout.toString()) as { ticket: string }
    const none = await send(['x'])
    expect(none).toMatchObject({ code: 54 })
    expect(none.stderr).toContain('--ticket')
    expect(await send(['x', '--ticket', 'abc'])).toMatchObject({ code: 55 })
    const other = ticket.startsWith('0') ? '1' : '0'
    expect(await send(['x', '--ticket', other + ticket.slice(1)])).toMatchObject({ code: 55 })
    expect(await received((await sendJson(['x', '--ticket', ticket.toLowerCase()])).link)).toEqual({ x: hash })
    await sendJson(['x'], { env: { SNOWDROP_TICKET: ticket } })
    expect(await send(['x', '--ticket', ticket])).toMatchObject({ code: 57 })
  })

  test('one that takes no uploads says so', async () => {
    put('x', 'x')
    const closed = await startApp({ SNOWDROP_UPLOADS: 'closed' })
    const run = await send(['x'], { env: { SNOWDROP_SERVER: closed.url } })
    expect(run).toMatchObject({ code: 53 })
    expect(run.stderr).toContain('no uploads')
    await closed.destroy()
  })
})
