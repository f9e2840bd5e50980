import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { encodeBase64url } from '../../lib/format/bytes.ts'
import { DEFAULT_HEADER, encodeHeader } from '../../lib/format/header.ts'
import { type AppServer, startApp } from '../servers/app-server.ts'
import { issueTicket } from '../servers/issue-ticket.ts'
import { type PostgresServer, startPostgres } from '../servers/postgres.ts'
import { call, claim, complete, hashOf, liveDrop, newLink, randomId, randomToken, upload } from './api-client.ts'

type Env = Record<string, string>

let postgres: PostgresServer
const apps: AppServer[] = []
beforeAll(async () => {
  postgres = await startPostgres()
}, 60_000)
afterAll(async () => {
  await Promise.all(apps.map((app) => app.destroy()))
  await postgres.stop()
})

async function start(env: Env, former?: AppServer): Promise<AppServer> {
  const app = await startApp({ SNOWDROP_LOG_LEVEL: 'debug', ...env }, former)
  apps.push(app)
  return app
}

async function begin(origin: string, ticket?: string) {
  const header = encodeBase64url(encodeHeader(DEFAULT_HEADER))
  const drop = { id: randomId(), header, lengthBound: null, ownerHash: await hashOf(randomToken()) }
  return call(origin, 'POST', '/drops', undefined, { ...drop, ...(ticket !== undefined && { ticket }) })
}

test('a drop needs a ticket and takes of it; the ticket itself stays nowhere', { timeout: 60_000 }, async () => {
  const app = await start({ SNOWDROP_UPLOADS: 'ticket' })
  expect((await call(app.url, 'GET', '/config')).body.uploads).toBe('ticket')
  expect((await begin(app.url)).body.code).toBe('ticket-needed')
  const url = `file:${join(app.dataDir, 'snowdrop.db')}`
  const ticket = await issueTicket(url, { label: 'Ada', drops: 1, bytes: 1_000_000 })
  expect((await call(app.url, 'GET', '/ticket', ticket)).body).toMatchObject({
    ...{ label: 'Ada', drops: 1, dropsLeft: 1, bytes: 1_000_000, bytesLeft: 1_000_000 },
  })
  const begun = await upload(app.url, 1, { ticket })
  expect((await begin(app.url, ticket)).body).toMatchObject({ code: 'ticket-used-up', subject: 'drops' })
  const drop = await complete(app.url, begun)
  expect((await call(app.url, 'GET', '/ticket', ticket)).body).toMatchObject({
    ...{ dropsLeft: 0, bytesLeft: 1_000_000 - 65_552 },
  })
  expect((await claim(app.url, drop)).status).toBe(200)

  const files = readdirSync(app.dataDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
  const kept = [...files, app.log()].join('\n')
  expect(kept).toContain('"route":"ticket"')
  for (const spelled of [ticket, ticket.toLowerCase(), ticket.replaceAll('-', '')]) expect(kept).not.toContain(spelled)
})

test('a closed instance takes nothing new, lets what began end, and gives what it has', {
  timeout: 60_000,
}, async () => {
  const open = await start({})
  const drop = await liveDrop(open.url)
  const begun = await upload(open.url, 1)
  await open.stop()
  const closed = await start({ SNOWDROP_UPLOADS: 'closed' }, open)
  expect((await call(closed.url, 'GET', '/config')).body.uploads).toBe('closed')
  expect((await begin(closed.url)).body.code).toBe('uploads-closed')
  expect((await claim(closed.url, drop)).status).toBe(200)
  const finished = await complete(closed.url, begun)
  const { request } = await newLink()
  expect((await call(closed.url, 'POST', `/drops/${finished.id}/links`, begun.owner, request)).status).toBe(200)
})

test('of 200 that claim a ticket of seven drops at two replicas, seven get one', { timeout: 120_000 }, async () => {
  const env = { DATABASE_URL: await postgres.createDatabase('tickets'), SNOWDROP_UPLOADS: 'ticket' }
  const replicas = [await start(env), await start(env)]
  const ticket = await issueTicket(env.DATABASE_URL, { drops: 7 })
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, index) => begin(replicas[index % 2]?.url ?? '', ticket)),
  )
  const codes = answers.map(({ status, body }) => (status === 200 ? 'begun' : body.code))
  expect(codes.filter((each) => each === 'begun')).toHaveLength(7)
  expect(codes.filter((each) => each === 'ticket-used-up')).toHaveLength(193)
})
