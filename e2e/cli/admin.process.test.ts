import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deriveLocator } from '../../lib/crypto/link-keys.ts'
import { cryptoRandom } from '../../lib/crypto/random-source.ts'
import { encodeBase64url, utf8 } from '../../lib/format/bytes.ts'
import { formatCode } from '../../lib/format/code.ts'
import { call, claim, complete, liveDrop, newLink, upload } from '../server/api-client.ts'
import { type AppServer, startApp } from '../servers/app-server.ts'
import { type PostgresServer, startPostgres } from '../servers/postgres.ts'
import { startCli } from './run-cli.ts'
import { storeDrop } from './stored-drop.ts'

type Env = Record<string, string>

/**
 * Runs `snowdrop admin` with the settings of a server, from anywhere. An identifier may begin with `-`, so what is
 * named comes after `--`.
 */
async function run(env: Env, args: readonly string[], named: readonly string[] = [], input?: string) {
  const words = named.length === 0 ? [] : ['--', ...named]
  const place = { cwd: '/', home: '/nowhere', env, ...(input !== undefined && { input }) }
  const { code, stdout, stderr } = await startCli(['admin', ...args, ...words], place).ended
  return { code, text: stdout.toString(), stderr }
}

/** Runs `admin delete` at a terminal of its own, where somebody answers the question. */
async function answering(env: Env, id: string, line: string): Promise<number | null> {
  const command = `'${process.execPath}' cli/snowdrop.mjs admin delete -- '${id}'`
  const child = spawn('script', ['-qec', command, '/dev/null'], { env: { ...process.env, ...env } })
  let said = ''
  child.stdout.on('data', (piece: Buffer) => {
    const asked = said.includes('[y/N]')
    said += piece.toString()
    if (!asked && said.includes('[y/N]')) child.stdin.write(`${line}\n`)
  })
  return new Promise((resolve) => child.once('close', resolve))
}

async function answer(env: Env, args: readonly string[], named: readonly string[] = [], input?: string) {
  const { code, text, stderr } = await run(env, [...args, '--json'], named, input)
  if (code !== 0) throw new Error(`admin ${args.join(' ')} ended with ${code}: ${stderr}`)
  return JSON.parse(text) as Record<string, unknown>
}

let postgres: PostgresServer
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres.stop())

describe.each(['SQLite', 'PostgreSQL'])('beside a server on %s', (kind) => {
  let app: AppServer
  let env: Env
  beforeAll(async () => {
    const database = kind === 'SQLite' ? {} : { DATABASE_URL: await postgres.createDatabase('admin') }
    app = await startApp(database)
    env = { SNOWDROP_DATA_DIR: app.dataDir, ...database }
  })
  afterAll(() => app.destroy())

  const look = async (locator: string) => (await call(app.url, 'GET', `/links/${locator}`)).body
  const report = (locator: string, more: object = {}) =>
    call(app.url, 'POST', `/links/${locator}/report`, undefined, { reason: 'phishing', words: 'asks\nme', ...more })

  test('drops and reports are listed, without anything that opens them', async () => {
    const drop = await liveDrop(app.url)
    expect((await report(drop.locator)).status).toBe(204)
    const { text, code } = await run(env, ['list'])
    expect(code).toBe(0)
    expect(text).toContain(drop.id)
    const listed = JSON.stringify([await answer(env, ['list', '--reported']), await answer(env, ['show'], [drop.id])])
    expect(listed).toContain(drop.locator)
    for (const secret of [drop.wrappedKey, drop.owner, drop.access]) expect(listed).not.toContain(secret)
    expect((await run(env, ['reports'])).text).toMatch(new RegExp(`${drop.id} +phishing +no +open +asks me\n`))
    expect((await answer(env, ['list', '--state', 'ended'])).drops).toEqual([])
  })

  test('a drop is held back while 50 people ask for it, and let go as it was', async () => {
    const drop = await liveDrop(app.url, { parts: 9, maxDownloads: 100 })
    let quarantined = false
    const asking = Array.from({ length: 50 }, async (_, index) => {
      // Some before the command, some while it runs.
      if (index > 9) await call(app.url, 'GET', '/config')
      const began = quarantined
      const { status, body } = await claim(app.url, drop)
      return { began, status, code: body.code }
    })
    expect(await answer(env, ['quarantine', '--reason', 'a complaint'], [drop.locator])).toMatchObject({
      changed: true,
    })
    quarantined = true
    const outcomes = await Promise.all(asking)
    const after = await Promise.all(Array.from({ length: 50 }, () => claim(app.url, drop)))
    expect(after.every(({ status, body }) => status === 423 && body.code === 'quarantined')).toBe(true)
    for (const { status, code } of outcomes) expect(status === 200 || code === 'quarantined').toBe(true)
    expect((await look(drop.locator)).code).toBe('quarantined')
    expect((await call(app.url, 'GET', `/drops/${drop.id}`, drop.owner)).body).toMatchObject({
      state: 'live',
      stored: true,
    })
    expect((await answer(env, ['list', '--state', 'quarantined'])).drops).toMatchObject([{ id: drop.id }])
    expect(await answer(env, ['quarantine'], [drop.id])).toMatchObject({ changed: false })
    expect(await answer(env, ['release', '--as', 'olga'], [drop.id])).toMatchObject({ changed: true })
    const claimed = outcomes.filter(({ status }) => status === 200).length
    expect(await look(drop.locator)).toMatchObject({ state: 'live', placesLeft: 100 - claimed })
    expect((await claim(app.url, drop)).status).toBe(200)
    expect((await answer(env, ['audit'], [drop.id])).audit).toMatchObject([
      { who: 'olga', action: 'release', subject: drop.id, reason: null },
      { action: 'quarantine', subject: drop.id, reason: 'a complaint' },
    ])
  })

  test('deletion asks, ends the drop as removed, and the server deletes the bytes', async () => {
    const drop = await liveDrop(app.url)
    expect((await run(env, ['delete'], [drop.id])).code).toBe(2)
    for (const no of ['', 'no', '\u0003', '\u0004']) expect(await answering(env, drop.id, no)).toBe(130)
    expect(await look(drop.locator)).toMatchObject({ state: 'live' })
    const other = await liveDrop(app.url)
    expect(await answering(env, other.id, 'y')).toBe(0)
    expect(await look(other.locator)).toMatchObject({ state: 'ended', reason: 'removed' })
    const named = await answer(env, ['delete', '--yes'], ['-'], `${drop.id}\n`)
    expect(named).toMatchObject({ drop: drop.id, changed: true })
    expect(await look(drop.locator)).toMatchObject({ state: 'ended', reason: 'removed' })
    const isStored = async () => (await call(app.url, 'GET', `/drops/${drop.id}`, drop.owner)).body.stored
    await expect.poll(isStored, { timeout: 60_000 }).toBe(false)
  })

  test('blocked bytes are refused at completion, and deleted', async () => {
    const drop = await liveDrop(app.url)
    const { block } = (await answer(env, ['block'], [drop.id])) as { block: { id: number } }
    expect((await answer(env, ['blocks'])).blocks).toMatchObject([{ id: block.id, dropId: drop.id }])
    const again = await upload(app.url, 1, { filler: `part 1 of ${drop.id}` })
    await expect(complete(app.url, again)).rejects.toThrow('blocked')
    await expect
      .poll(async () => (await call(app.url, 'GET', `/drops/${again.id}`, again.owner)).body, { timeout: 60_000 })
      .toMatchObject({
        state: 'ended',
        stored: false,
      })
    await answer(env, ['unblock'], [String(block.id)])
    expect((await run(env, ['unblock'], [String(block.id)])).code).toBe(12)
    await complete(app.url, await upload(app.url, 1, { filler: `part 1 of ${drop.id}` }))
  })

  test('a disclosed code is shown when asked for, is in no list and no audit log, and goes with the dismissal', async () => {
    const drop = await liveDrop(app.url)
    const secret = cryptoRandom(16)
    const code = await formatCode({ needsPassword: false, profile: 'standard', secret })
    const locator = encodeBase64url(await deriveLocator(secret))
    const { request } = await newLink()
    await call(app.url, 'POST', `/drops/${drop.id}/links`, drop.owner, { ...request, locator })
    expect((await report(drop.locator, { code })).body.code).toBe('bad-request')
    await report(locator, { code })
    const { reports } = (await answer(env, ['show'], [code])) as { reports: { id: number }[] }
    const id = String(reports[0]?.id)
    expect(await answer(env, ['code', '--reason', `see ${code}`], [id])).toMatchObject({
      link: expect.stringContaining(`/d#${code}`) as string,
    })
    const said = JSON.stringify(await Promise.all([['list'], ['reports'], ['audit']].map((args) => answer(env, args))))
    expect(said).toContain('read code')
    for (const text of [said, readFileSync(app.logFile, 'utf8')]) expect(text).not.toContain(code)
    expect(await answer(env, ['dismiss'], [id])).toEqual({ closed: 1 })
    expect((await run(env, ['code'], [id])).code).toBe(12)
  })

  test('names and sizes are seen while it is held back, hostile ones harmlessly, and nothing of it shows at the link', async () => {
    const hostile = [{ path: 'a\u001b[2Jb.txt', bytes: utf8('seen') }]
    const drop = await storeDrop(app.url, { files: hostile, password: 'pass', maxDownloads: 2 })
    await answer(env, ['quarantine'], [drop.id])
    expect((await run(env, ['look'], [drop.link])).code).toBe(2)
    const wrong = await run(env, ['look', '--password-stdin'], [drop.link], 'wrong')
    expect(wrong.code).toBe(20)
    const note = await storeDrop(app.url, { kind: 'note', files: [{ path: 'note', bytes: utf8('hidden') }] })
    expect(await answer(env, ['look', '--reason', 'asked to'], [note.code])).toEqual({ kind: 'note', length: 6 })
    const { audit } = (await answer(env, ['audit'], [note.code])) as { audit: object[] }
    expect(audit).toMatchObject([{ action: 'look', reason: 'asked to' }])
    const refused = await run(env, ['look', '--password-stdin'], [drop.link], 'pass\n')
    expect([refused.code, refused.stderr]).toEqual([35, expect.stringContaining('dangerous file name')])
    const honest = await storeDrop(app.url, { files: [{ path: 'plans/b.txt', bytes: utf8('seen') }] })
    await report(honest.locator, { code: honest.code })
    const { reports } = (await answer(env, ['show'], [honest.id])) as { reports: { id: number }[] }
    const looked = await run(env, ['look'], [String(reports[0]?.id)])
    expect(looked.text).toMatch(/^plans\/b.txt +4 bytes$/m)
    const owned = (await call(app.url, 'GET', `/drops/${honest.id}`, honest.owner)).body
    expect(owned.links).toMatchObject([{ receipts: [], placesLeft: 1 }])
    expect((await answer(env, ['audit'])).audit).toContainEqual(
      expect.objectContaining({ action: 'read code', subject: `report ${reports[0]?.id}` }),
    )
    await answer(env, ['delete', '--yes'], [honest.id])
    expect((await run(env, ['look'], [honest.code])).code).toBe(12)
  })

  test('open reports are a metric', async () => {
    const drop = await liveDrop(app.url)
    const metric = async () => {
      const text = await (await fetch(`${app.url}/api/metrics`)).text()
      return Number(/^snowdrop_rows\{kind="reports"\} (\d+)$/m.exec(text)?.[1])
    }
    const before = await metric()
    await report(drop.locator)
    expect(await metric()).toBe(before + 1)
    await answer(env, ['dismiss'], [drop.id])
    expect(await metric()).toBe(before)
  })
})

test.each([
  [
    'without a database it says so, and makes none',
    { SNOWDROP_DATA_DIR: '/nowhere' },
    2,
    'no database at /nowhere/snowdrop.db',
  ],
  ['settings that are wrong are named', { SNOWDROP_EXPIRY_MAX: 'never' }, 2, 'SNOWDROP_EXPIRY_MAX'],
  ['a database that does not answer', { DATABASE_URL: 'postgresql://localhost:1/none' }, 51, 'npm run doctor'],
])('%s', async (_, env, code, words) => {
  const ended = await run(env, ['list'])
  expect(ended.stderr).toContain(words)
  expect(ended.code).toBe(code)
})
