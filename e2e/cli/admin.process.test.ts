import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { call, liveDrop } from '../server/api-client.ts'
import { type AppServer, startApp } from '../servers/app-server.ts'
import { type PostgresServer, startPostgres } from '../servers/postgres.ts'
import { startCli } from './run-cli.ts'

/** Runs `snowdrop admin` with the settings of `app`'s server, from anywhere. */
async function admin(env: Record<string, string>, ...args: string[]) {
  const { code, stdout, stderr } = await startCli(['admin', ...args], { cwd: '/', home: '/nowhere', env }).ended
  return { code, text: stdout.toString(), stderr }
}

async function adminJson(env: Record<string, string>, ...args: string[]): Promise<Record<string, unknown>> {
  const { code, text, stderr } = await admin(env, ...args, '--json')
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
  let env: Record<string, string>
  beforeAll(async () => {
    const database = kind === 'SQLite' ? {} : { DATABASE_URL: await postgres.createDatabase('admin') }
    app = await startApp(database)
    env = { SNOWDROP_DATA_DIR: app.dataDir, ...database }
  })
  afterAll(() => app.destroy())

  test('drops and reports are listed, without anything that opens them', async () => {
    const drop = await liveDrop(app.url)
    const report = { reason: 'phishing', words: 'asks for\na password' }
    expect((await call(app.url, 'POST', `/links/${drop.locator}/report`, undefined, report)).status).toBe(204)
    const { text, code } = await admin(env, 'list')
    expect(code).toBe(0)
    expect(text).toContain(drop.id)
    const listed = JSON.stringify(await adminJson(env, 'list', '--reported'))
    expect(listed).toContain(drop.locator)
    for (const secret of [drop.wrappedKey, drop.owner, drop.access]) expect(listed).not.toContain(secret)
    expect((await admin(env, 'reports')).text).toMatch(new RegExp(`${drop.id} +phishing +no +asks for a password\n`))
    expect((await adminJson(env, 'list', '--state', 'ended')).drops).toEqual([])
  })
})

test('without a database it says so, and makes none', async () => {
  const { code, stderr } = await admin({ SNOWDROP_DATA_DIR: '/nowhere' }, 'list')
  expect(code).toBe(2)
  expect(stderr).toContain('There is no database at /nowhere/snowdrop.db')
})

test('settings that are wrong are named', async () => {
  const { code, stderr } = await admin({ SNOWDROP_EXPIRY_MAX: 'never' }, 'list')
  expect(code).toBe(2)
  expect(stderr).toContain('SNOWDROP_EXPIRY_MAX')
})

test('a database that does not answer ends it with 51', async () => {
  const { code, stderr } = await admin({ DATABASE_URL: 'postgresql://localhost:1/none' }, 'list')
  expect(code).toBe(51)
  expect(stderr).toContain('doctor')
})
