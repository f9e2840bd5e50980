import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AppServer, startApp } from '../servers/app-server.ts'
import { type PostgresServer, startPostgres } from '../servers/postgres.ts'
import { call, claim, liveDrop, newLink, randomToken } from './api-client.ts'

// Two real processes of the app on one PostgreSQL and one storage.
const shared = mkdtempSync(join(tmpdir(), 'snowdrop-replicas-'))
let postgres: PostgresServer
let settings: Record<string, string>
let one: AppServer
let other: AppServer
const stops: (() => Promise<unknown>)[] = []
beforeAll(async () => {
  postgres = await startPostgres()
  stops.push(postgres.stop)
  settings = { DATABASE_URL: await postgres.createDatabase('snowdrop'), SNOWDROP_DATA_DIR: shared }
  // At once, as a deployment does it: they race to migrate and to make the key that signs.
  ;[one, other] = await Promise.all([startApp(settings), startApp(settings)])
  stops.push(one.destroy, other.destroy)
})
afterAll(async () => {
  for (const stop of stops.toReversed()) await stop()
  rmSync(shared, { recursive: true, force: true })
})

const isStored = (id: string) =>
  readdirSync(shared, { recursive: true, encoding: 'utf8' }).some((path) => path.includes(id))

test.each([1, 5])(
  'of 200 parallel claims on %i places, asked of two replicas, exactly that many succeed',
  async (places) => {
    const drop = await liveDrop(one.url, { maxDownloads: places })
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) => claim(index % 2 === 0 ? one.url : other.url, drop)),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(places)
    expect(answers.filter(({ body }) => body.code === 'held')).toHaveLength(200 - places)
  },
)

test('what one replica grants another one serves, and what one counts another one knows', async () => {
  const drop = await liveDrop(one.url, { parts: 2 })
  const lease = await claim(other.url, drop)
  const grant = lease.body.grant as { url: string; length: number }
  const response = await fetch(new URL(grant.url, one.url))
  expect((await response.arrayBuffer()).byteLength).toBe(drop.sealedLength)
  expect((await call(one.url, 'POST', `/leases/${lease.id}/complete`, lease.token)).status).toBe(204)
  expect((await call(other.url, 'GET', `/links/${drop.locator}`)).body).toMatchObject({ reason: 'used-up' })
  await expect.poll(() => isStored(drop.id), { timeout: 15_000 }).toBe(false)
})

test('of 200 links added at once through two replicas, no more live than the instance allows', async () => {
  const drop = await liveDrop(one.url)
  const links = await Promise.all(Array.from({ length: 200 }, () => newLink()))
  const answers = await Promise.all(
    links.map(({ request }, index) =>
      call((index % 2 === 0 ? one : other).url, 'POST', `/drops/${drop.id}/links`, drop.owner, request),
    ),
  )
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(99)
  expect(answers.filter(({ body }) => body.code === 'too-many-links')).toHaveLength(101)
  const { body } = await call(one.url, 'GET', `/drops/${drop.id}`, drop.owner)
  expect(body.links).toHaveLength(100)
})

test('guesses asked of both replicas are counted together', async () => {
  const drop = await liveDrop(one.url)
  for (let tries = 0; tries < 10; tries += 1)
    await call(tries % 2 === 0 ? one.url : other.url, 'POST', `/links/${drop.locator}/open`, randomToken())
  for (const { url } of [one, other])
    expect((await call(url, 'POST', `/links/${drop.locator}/open`, drop.access)).body.code).toBe('too-many-requests')
})

test('a replica that is killed right after the end leaves the deletion to the other one', async () => {
  const third = await startApp(settings)
  const drop = await liveDrop(third.url, { parts: 2 })
  expect((await call(third.url, 'DELETE', `/drops/${drop.id}`, drop.owner)).status).toBe(204)
  await third.destroy()
  await expect.poll(() => isStored(drop.id), { timeout: 30_000 }).toBe(false)
})
