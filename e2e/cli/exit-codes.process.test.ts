import { appendFileSync, chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { EXIT_CODES } from '../../cli/exit-codes.ts'
import { ERROR_CODES, type ErrorCode } from '../../lib/format/drop-error.ts'
import { type AppServer, startApp } from '../servers/app-server.ts'
import { type Change, fields, type MeddlingFront, refusal, startMeddlingFront } from '../servers/meddling-front.ts'
import { createSteppedClock } from '../servers/stepped-clock.ts'
import { type CliPlace, startCli } from './run-cli.ts'
import { type Stored, storeDrop } from './stored-drop.ts'

// One run of the real command for each code of docs/cli.md: what the site answers is the app's own answer wherever the
// app can be brought to it in a moment, and put in its place on the way by a front where it would take a week, an
// operator or a full disk.

let app: AppServer
let front: MeddlingFront
let scratch: string
beforeAll(async () => {
  app = await startApp()
  front = await startMeddlingFront(app.url)
  scratch = mkdtempSync(join(tmpdir(), 'snowdrop-exit-'))
}, 120_000)
afterAll(async () => {
  await front.close()
  await app.destroy()
  rmSync(scratch, { recursive: true, force: true })
})

const NEVER = /^$/
const LOOK = /^GET \/api\/v1\/links\/[\w-]+$/
const OPEN = /^POST \/api\/v1\/links\/[\w-]+\/open$/
const CLAIM = /^POST \/api\/v1\/links\/[\w-]+\/leases$/
const BLOB = /^GET \/blobs\//
const BEGIN = /^POST \/api\/v1\/drops$/

const COMPLETE = /^POST \/api\/v1\/drops\/[\w-]+\/complete$/
const LINKS = /^POST \/api\/v1\/drops\/[\w-]+\/links$/

const bytes = new Uint8Array(Buffer.from('snow'))
const ONE = { files: [{ path: 'x', bytes }] }

function place(more: Partial<CliPlace> = {}): CliPlace {
  return { cwd: mkdtempSync(join(scratch, 'cwd-')), home: mkdtempSync(join(scratch, 'home-')), ...more }
}

async function exitOf(args: readonly string[], where: CliPlace = place()): Promise<number | null> {
  return (await startCli(args, where).ended).code
}

/** Receives what is stored, through a site that meddles with its answers to some requests. */
async function receive(
  on = NEVER,
  change: Change = (answer) => answer,
  { stored = ONE, where = place(), args = [] }: { stored?: Stored; where?: CliPlace; args?: readonly string[] } = {},
): Promise<number | null> {
  const { code } = await storeDrop(app.url, stored)
  front.meddle(on, change)
  return exitOf(['receive', code, '--server', front.url, ...args], where)
}

/** Sends a file in the same way. */
async function send(on: RegExp, change: Change, args: readonly string[] = []): Promise<number | null> {
  const where = place()
  writeFileSync(join(where.cwd, 'x'), bytes)
  front.meddle(on, change)
  return exitOf(['send', 'x', '--server', front.url, ...args], where)
}

const ended = (reason: string) => fields(() => ({ state: 'ended', reason, at: Date.now() }))
const flipped: Change = ({ status, body }) => {
  body.writeUInt8(body.readUInt8(2) ^ 1, 2)
  return { status, body }
}
const lengthened = (by: number) => fields(({ sealedLength }) => ({ sealedLength: Number(sealedLength) + by }))

/** Where nobody but its owner, and an administrator, can read it. */
async function sendUnreadable(): Promise<number | null> {
  const where = place()
  const isRoot = process.getuid?.() === 0
  for (const folder of [scratch, where.cwd, where.home]) chmodSync(folder, 0o777)
  writeFileSync(join(where.cwd, 'x'), bytes, { mode: isRoot ? 0o600 : 0 })
  front.meddle(NEVER, (answer) => answer)
  return exitOf(['send', 'x', '--server', front.url], {
    ...where,
    ...(isRoot && { uid: 65_534 }),
    env: { XDG_CACHE_HOME: where.home },
  })
}

async function sendChanging(): Promise<number | null> {
  const where = place()
  const file = join(where.cwd, 'x')
  writeFileSync(file, bytes)
  front.meddle(BEGIN, (answer) => {
    appendFileSync(file, 'ball')
    return answer
  })
  return exitOf(['send', 'x', '--server', front.url], where)
}

async function sendTooMany(): Promise<number | null> {
  const where = place()
  mkdirSync(join(where.cwd, 'many'))
  for (let number = 0; number <= 10_000; number += 1) writeFileSync(join(where.cwd, 'many', String(number)), '')
  return exitOf(['send', 'many', '--server', app.url], where)
}

async function receiveStopped(): Promise<number | null> {
  const { code } = await storeDrop(app.url, ONE)
  const run = startCli(['receive', code, '--server', front.url], place())
  front.meddle(LOOK, (answer) => {
    run.child.kill('SIGINT')
    return answer
  })
  return (await run.ended).code
}

async function receiveWhereSomethingIs(): Promise<number | null> {
  const where = place()
  writeFileSync(join(where.cwd, 'x'), 'mine')
  const code = await receive(NEVER, (answer) => answer, { where })
  expect(readFileSync(join(where.cwd, 'x'), 'utf8')).toBe('mine')
  return code
}

/** Another grant is asked for again and again, until a minute is over. */
async function receiveForAMinute(): Promise<number | null> {
  const clock = createSteppedClock()
  let minutes = 0
  const change: Change = (answer) => {
    minutes += 1
    clock.step(minutes * 61)
    return refusal('grant-ended')(answer)
  }
  return receive(CLAIM, change, { where: place({ env: clock.env }) }).finally(clock.remove)
}

const LOCKED = { stored: { ...ONE, password: 'right' }, args: ['--password-stdin'] }

const CASES: Readonly<Record<ErrorCode, () => Promise<number | null>>> = {
  internal: () => receive(LOOK, refusal('internal')),
  'bad-request': () => exitOf(['receive', 'QCenBch-d6RbgGouZAcMFjaQ']),
  'link-malformed': () => exitOf(['receive', `${app.url}/d#QCenBch-d6RbgGouZAcM`]),
  // docs/vectors/codes.json
  'link-version': () => exitOf(['receive', `${app.url}/d#gn9xuITVnSKuAKkCLUB8pcF4`]),
  'not-found': async () => {
    const other = await startApp()
    const { code } = await storeDrop(app.url, ONE)
    return exitOf(['receive', code, '--server', other.url]).finally(other.destroy)
  },
  expired: () => receive(LOOK, ended('expired')),
  'used-up': async () => {
    const { link } = await storeDrop(app.url, ONE)
    expect(await exitOf(['receive', link])).toBe(0)
    return exitOf(['receive', link])
  },
  revoked: () => receive(LOOK, ended('revoked')),
  removed: () => receive(LOOK, ended('removed')),
  lost: () => receive(BLOB, () => ({ status: 404, body: Buffer.from('no such key') })),
  held: () => receive(CLAIM, refusal('held')),
  frozen: () => receive(OPEN, refusal('frozen')),
  'password-wrong': () => receive(NEVER, (answer) => answer, { ...LOCKED, where: place({ input: 'wrong' }) }),
  'too-many-requests': () =>
    receive(OPEN, refusal('too-many-requests'), { ...LOCKED, where: place({ input: 'right' }) }),
  'lease-ended': () => receive(BLOB, refusal('lease-ended')),
  'upload-ended': () => send(COMPLETE, refusal('upload-ended')),
  'upload-incomplete': () => send(COMPLETE, refusal('upload-incomplete')),
  'grant-ended': receiveForAMinute,
  quarantined: () => receive(LOOK, refusal('quarantined')),
  blocked: () => send(COMPLETE, refusal('blocked')),
  'payload-tampered': () => receive(BLOB, flipped),
  'payload-truncated': () => receive(LOOK, lengthened(-1)),
  'payload-too-long': () => receive(LOOK, lengthened(1)),
  'key-mismatch': () =>
    receive(
      OPEN,
      fields(() => ({ commitment: 'A'.repeat(43) })),
    ),
  'manifest-invalid': () => receive(NEVER, (answer) => answer, { stored: { ...ONE, kind: 'redirect', host: '\n' } }),
  'path-invalid': () => receive(NEVER, (answer) => answer, { stored: { files: [{ path: '../x', bytes }] } }),
  'header-invalid': () =>
    receive(
      LOOK,
      fields(() => ({ header: 'A'.repeat(22) })),
    ),
  'save-failed': receiveWhereSomethingIs,
  'file-unreadable': sendUnreadable,
  'file-changed': sendChanging,
  'export-invalid': () => {
    const where = place({ input: 'password' })
    writeFileSync(join(where.cwd, 'list'), 'no list')
    return exitOf(['import', 'list', '--password-stdin', '--server', app.url], where)
  },
  'too-large': () => send(BEGIN, refusal('too-large')),
  'too-many-files': sendTooMany,
  'too-many-links': () => send(LINKS, refusal('too-many-links'), ['--links', '2']),
  'storage-full': () => send(BEGIN, refusal('storage-full')),
  'too-many-bytes': () => receive(CLAIM, refusal('too-many-bytes', { subject: 'received' })),
  network: async () => {
    const gone = await startMeddlingFront(app.url)
    const { code } = await storeDrop(app.url, ONE)
    await gone.close()
    return exitOf(['receive', code, '--server', gone.url])
  },
  unavailable: () => receive(LOOK, () => ({ status: 502, body: Buffer.from('<h1>Bad gateway</h1>') })),
  // The 19 MiB that this password is stretched in are not to be had.
  'browser-unsupported': () =>
    receive(NEVER, (answer) => answer, {
      ...LOCKED,
      where: place({ input: 'right', node: ['--wasm-max-mem-pages=200'] }),
    }),
  'uploads-closed': () => send(BEGIN, refusal('uploads-closed')),
  'ticket-needed': () => send(BEGIN, refusal('ticket-needed')),
  'ticket-wrong': () => send(BEGIN, refusal('ticket-wrong')),
  'ticket-ended': () => send(BEGIN, refusal('ticket-ended')),
  'ticket-used-up': () => send(BEGIN, refusal('ticket-used-up')),
  'method-not-allowed': () => send(BEGIN, refusal('method-not-allowed')),
  cancelled: receiveStopped,
}

test('docs/cli.md lists no exit code without a case here', () => {
  const docs = readFileSync(new URL('../../docs/cli.md', import.meta.url), 'utf8')
  const listed = [...docs.matchAll(/^\| \d+ \| `([a-z-]+)` \|$/gm)].map(([, code]) => code)
  expect(listed.toSorted()).toEqual(Object.keys(CASES).toSorted())
})

test.each(ERROR_CODES)('%s', { timeout: 60_000 }, async (code) => {
  expect(await CASES[code]()).toBe(EXIT_CODES[code])
})
