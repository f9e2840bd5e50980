import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { encodeBase64url } from '../../lib/format/bytes.ts'
import { DEFAULT_HEADER, encodeHeader } from '../../lib/format/header.ts'
import { call, claim, complete, hashOf, randomId, randomToken, upload } from '../server/api-client.ts'
import { type AppServer, startApp } from '../servers/app-server.ts'
import { startCli } from './run-cli.ts'

type Env = Record<string, string>
interface Made {
  readonly id: number
  readonly ticket: string
  readonly link: string | null
}

let app: AppServer
beforeAll(async () => {
  app = await startApp({ SNOWDROP_LOG_LEVEL: 'debug', SNOWDROP_UPLOADS: 'ticket' })
}, 60_000)
afterAll(() => app.destroy())

/** Runs `snowdrop admin ticket` with the settings of a server. */
async function admin(env: Env, ...args: string[]) {
  const run = startCli(['admin', 'ticket', ...args], { cwd: '/', home: '/nowhere', env })
  const { code, stdout, stderr } = await run.ended
  return { code, text: stdout.toString(), stderr }
}

async function answer<T>(env: Env, ...args: string[]): Promise<T> {
  const { code, text, stderr } = await admin(env, ...args, '--json')
  if (code !== 0) throw new Error(`${code}: ${stderr}`)
  return JSON.parse(text) as T
}

async function begin(origin: string, ticket?: string) {
  const header = encodeBase64url(encodeHeader(DEFAULT_HEADER))
  const drop = { id: randomId(), header, lengthBound: null, ownerHash: await hashOf(randomToken()) }
  return call(origin, 'POST', '/drops', undefined, { ...drop, ...(ticket !== undefined && { ticket }) })
}

test('an operator makes, lists and ends tickets, and nothing of a secret stays', { timeout: 120_000 }, async () => {
  const env = { SNOWDROP_DATA_DIR: app.dataDir, SNOWDROP_URL: 'https://drop.test', SNOWDROP_UPLOADS: 'ticket' }
  expect((await call(app.url, 'GET', '/config')).body.uploads).toBe('ticket')
  expect((await begin(app.url)).body.code).toBe('ticket-needed')

  const made = await answer<Made>(env, 'make', '--label', 'Ada', '--drops', '1', '--bytes', '1 MB', '--expires', '2d')
  expect(made.link).toBe(`https://drop.test/#ticket=${made.ticket}`)
  expect((await call(app.url, 'GET', '/ticket', made.ticket)).body).toMatchObject({
    ...{ label: 'Ada', drops: 1, dropsLeft: 1, bytes: 1_000_000, bytesLeft: 1_000_000 },
  })
  const begun = await upload(app.url, 1, { ticket: made.ticket })
  expect((await begin(app.url, made.ticket)).body).toMatchObject({ code: 'ticket-used-up', subject: 'drops' })
  const drop = await complete(app.url, begun)
  const shown = await startCli(['admin', 'show', '--', drop.id], { cwd: '/', home: '/nowhere', env }).ended
  expect(shown.stdout.toString()).toMatch(new RegExp(`^ticket +${made.id}$`, 'm'))
  const left = (await call(app.url, 'GET', '/ticket', made.ticket)).body
  expect(left).toMatchObject({ dropsLeft: 0, bytesLeft: 1_000_000 - 65_552 })

  const usual = await admin(env, 'make')
  expect(usual.code).toBe(0)
  const other = /([0-9A-Z]{5}-){4}[0-9A-Z]{5}/.exec(usual.text)?.[0] ?? ''
  expect((await begin(app.url, other)).status).toBe(200)
  const listed = await admin(env, 'list')
  expect(listed.text).toMatch(/Ada/)
  const { tickets } = await answer<{ tickets: { id: number; label: string }[] }>(env, 'list')
  expect(tickets.map(({ id, label }) => [id, label])).toEqual([
    [made.id + 1, ''],
    [made.id, 'Ada'],
  ])
  expect((await admin(env, 'end', String(made.id + 1), '--reason', 'lost')).code).toBe(0)
  expect((await begin(app.url, other)).body.code).toBe('ticket-ended')
  expect(await answer(env, 'end', String(made.id + 1))).toMatchObject({ changed: false })
  expect((await admin(env, 'end', '99')).code).toBe(12)
  expect((await claim(app.url, drop)).status).toBe(200)
  expect((await admin(env, 'end', '99')).stderr).toContain('no such ticket')

  const files = readdirSync(app.dataDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
  const kept = [...files, app.log(), listed.text, JSON.stringify(tickets)].join('\n')
  expect(kept).toContain('"route":"ticket"')
  for (const secret of [made.ticket, other])
    for (const spelled of [secret, secret.toLowerCase(), secret.replaceAll('-', '')])
      expect(kept).not.toContain(spelled)
})

test.each([
  [['make', '--drops', '0']],
  [['make', '--bytes', 'much']],
  [['make', '--expires', '0s']],
  [['make', '--label', 'x'.repeat(101)]],
  [['end', 'x']],
])('%j is refused as an argument', async (args) => {
  const { code, stderr } = await admin({ SNOWDROP_DATA_DIR: app.dataDir }, ...args)
  expect([code, stderr]).toEqual([2, expect.stringMatching(/./)])
})
