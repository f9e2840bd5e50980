import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AppServer, startApp } from '../servers/app-server.ts'
import { type PostgresServer, startPostgres } from '../servers/postgres.ts'
import { call, claim, liveDrop, upload } from './api-client.ts'

const LIMIT = 12
let postgres: PostgresServer
const apps: AppServer[] = []
beforeAll(async () => {
  postgres = await startPostgres()
}, 60_000)
afterAll(async () => {
  await Promise.all(apps.map((app) => app.destroy()))
  await postgres.stop()
})

async function start(env: Record<string, string>): Promise<AppServer> {
  const app = await startApp({ SNOWDROP_LIMIT_REQUESTS: String(LIMIT), SNOWDROP_LOG_LEVEL: 'debug', ...env })
  apps.push(app)
  return app
}

/** Asks so often at once, round about; answers how many got each status. */
async function ask(of: readonly AppServer[], times: number, headers: (index: number) => Record<string, string>) {
  const answers = await Promise.all(
    Array.from({ length: times }, (_, index) =>
      fetch(`${of[index % of.length]?.url}/api/v1/config`, { headers: headers(index) }),
    ),
  )
  const count = (status: number) => answers.filter((answer) => answer.status === status).length
  return { served: count(200), refused: count(429), answers }
}

test('replicas share one limit for each client behind their proxy, and keep no address', {
  timeout: 120_000,
}, async () => {
  const url = await postgres.createDatabase('clients')
  const env = { DATABASE_URL: url, SNOWDROP_SECRET: 's'.repeat(32), SNOWDROP_TRUSTED_PROXIES: '127.0.0.1,::1' }
  const replicas = [await start(env), await start(env)]
  // What the client itself claims stands before what the proxy adds.
  const from = (client: string) => (index: number) => ({ 'x-forwarded-for': `198.51.100.${index}, ${client}` })
  const first = await ask(replicas, 60, from('203.0.113.77'))
  expect(first).toMatchObject({ served: LIMIT, refused: 60 - LIMIT })
  const refused = first.answers.find(({ status }) => status === 429)
  expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(await refused?.json()).toMatchObject({ code: 'too-many-requests', subject: 'requests' })
  expect(await ask(replicas, 40, (index) => from(`2001:db8:77:1::${index + 1}`)(index))).toMatchObject({
    served: LIMIT,
  })
  expect(await ask(replicas, LIMIT, from('2001:db8:77:2::1'))).toMatchObject({ served: LIMIT })
  expect((await fetch(`${replicas[0]?.url}/api/health/ready`)).status).toBe(200)

  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<{ key: string }>('SELECT * FROM "ClientRequests"')
  await client.end()
  expect(rows).toHaveLength(3)
  const files = replicas.flatMap(({ dataDir }) =>
    readdirSync(dataDir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1')),
  )
  const kept = [JSON.stringify(rows), ...files, ...replicas.map(({ log }) => log())].join('\n')
  expect(kept).toContain('"route":"config"')
  expect(kept).not.toMatch(/203\.0\.113\.77|198\.51\.100|2001:0?db8|127\.0\.0\.1/)
})

test('where no proxy is trusted the socket counts, whatever is sent along', { timeout: 60_000 }, async () => {
  const app = await start({})
  const asked = await ask([app], 40, (index) => ({
    'x-forwarded-for': `198.51.100.${index}`,
    'x-snowdrop-client': `198.51.100.${index}`,
  }))
  expect(asked).toMatchObject({ served: LIMIT, refused: 40 - LIMIT })
})

test('replicas share one day of bytes for each client, up and down, and keep no address', {
  timeout: 120_000,
}, async () => {
  // The largest drop takes one part of 1,114,112 bytes as stored; what the tests send takes 65 KiB.
  const env = {
    DATABASE_URL: await postgres.createDatabase('bytes'),
    SNOWDROP_SECRET: 's'.repeat(32),
    SNOWDROP_LIMIT_REQUESTS: '100000',
    SNOWDROP_MAX_DROP_SIZE: '1 MiB',
    SNOWDROP_LIMIT_BYTES: String(17 * 65 * 1024),
    SNOWDROP_LIMIT_BYTES_RECEIVED: String(18 * 65 * 1024),
  }
  const replicas = [await start(env), await start(env)]
  const at = (index: number) => replicas[index % 2]?.url ?? ''
  const drop = await liveDrop(at(0), { maxDownloads: 30 })
  const uploads = await Promise.all(Array.from({ length: 30 }, (_, index) => upload(at(index), 0)))
  const grants = []
  // One after the other: at once, one that fits may be refused with one that does not.
  for (const [index, { id, owner }] of uploads.entries())
    grants.push(await call(at(index), 'POST', `/drops/${id}/grants`, owner, { parts: [{ number: 1, length: 65_552 }] }))
  expect(grants.filter(({ status }) => status === 200)).toHaveLength(16)
  const refused = grants.find(({ status }) => status === 429)
  expect(refused?.body).toMatchObject({ code: 'too-many-bytes', subject: 'sent' })
  const midnight = Number(refused?.body.at)
  expect(midnight % 86_400_000).toBe(0)
  expect(midnight - Date.now()).toBeLessThanOrEqual(86_400_000)

  const claims = []
  for (let index = 0; index < 20; index += 1) claims.push(await claim(at(index), drop))
  expect(claims.filter(({ status }) => status === 200)).toHaveLength(18)
  expect(claims.at(-1)?.body).toMatchObject({ code: 'too-many-bytes', subject: 'received' })
  // Of the same part there is no second one either; staying alive needs none.
  const [first] = claims
  const again = await call(at(1), 'POST', `/leases/${first?.id}/grants`, first?.token, { firstPart: 1 })
  expect(again).toMatchObject({ status: 429, body: { code: 'too-many-bytes', subject: 'again', at: midnight } })
  const renewed = await call(at(1), 'POST', `/leases/${first?.id}/renew`, first?.token)
  expect(renewed).toMatchObject({ status: 200, body: { lapsesAt: expect.any(Number) as number } })
  const { links } = (await call(at(0), 'GET', `/drops/${drop.id}`, drop.owner)).body as {
    links: { placesLeft: number }[]
  }
  expect(links[0]?.placesLeft).toBe(12)

  const client = new pg.Client({ connectionString: env.DATABASE_URL })
  await client.connect()
  const { rows } = await client.query('SELECT * FROM "ClientBytes"')
  await client.end()
  expect(rows).toHaveLength(2)
  expect([JSON.stringify(rows), ...replicas.map(({ log }) => log())].join('\n')).not.toMatch(/127\.0\.0\.1|::1/)
})
