import { renameSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AppServer, startApp } from '../servers/app-server.ts'
import { startCeph } from '../servers/ceph.ts'
import { startPostgres } from '../servers/postgres.ts'

/** A TCP relay that can refuse, or take everything and pass nothing on. */
async function startRelay(target: string) {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  let state: 'open' | 'cut' | 'silent' = 'open'
  const server = createServer((near) => {
    sockets.add(near.on('error', () => {}))
    if (state === 'cut') return near.destroy()
    const far = connect(Number(port), hostname).on('error', () => near.destroy())
    sockets.add(far)
    near.on('data', (data) => state === 'open' && far.write(data)).on('close', () => far.destroy())
    far.on('data', (data) => state === 'open' && near.write(data)).on('close', () => near.destroy())
    return undefined
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address() as { port: number }
  const set = (next: typeof state) => {
    state = next
    // Whoever hangs in silence is let go when it is over.
    if (next !== 'silent') for (const socket of sockets) socket.destroy()
  }
  return { port: address.port, set, close: () => (set('cut'), server.close()) }
}

let app: AppServer
let database: Awaited<ReturnType<typeof startRelay>>
let bucket: Awaited<ReturnType<typeof startRelay>>
const stops: (() => unknown)[] = []
beforeAll(async () => {
  const [ceph, postgres] = await Promise.all([startCeph(), startPostgres()])
  stops.push(ceph.stop, postgres.stop)
  const url = new URL(await postgres.createDatabase('health'))
  database = await startRelay(`http://${url.host}`)
  bucket = await startRelay(ceph.endpoint)
  stops.push(database.close, bucket.close)
  const { endpoint, region, credentials } = ceph
  const client = new S3Client({ endpoint, region, credentials: { ...credentials }, forcePathStyle: true })
  await client.send(new CreateBucketCommand({ Bucket: 'drops' }))
  client.destroy()
  url.port = String(database.port)
  app = await startApp({
    DATABASE_URL: url.href,
    SNOWDROP_URL: 'http://drop.example.org',
    SNOWDROP_STORAGE: 's3',
    SNOWDROP_S3_ENDPOINT: `http://127.0.0.1:${bucket.port}`,
    SNOWDROP_S3_REGION: region,
    SNOWDROP_S3_BUCKET: 'drops',
    SNOWDROP_S3_FORCE_PATH_STYLE: 'true',
    SNOWDROP_S3_ACCESS_KEY_ID: credentials.accessKeyId,
    SNOWDROP_S3_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  })
  stops.push(app.destroy)
})
afterAll(async () => {
  for (const stop of stops.toReversed()) await stop()
})

async function ready(server: AppServer): Promise<object> {
  // An answer within the bound, or none: a health check does not wait for ever.
  const response = await fetch(`${server.url}/api/health/ready`, { signal: AbortSignal.timeout(8_000) })
  return { status: response.status, ...((await response.json()) as object) }
}
const live = async () => (await fetch(`${app.url}/api/health/live`)).status
const settled = (expected: object) => expect.poll(() => ready(app), { timeout: 20_000 }).toMatchObject(expected)
const well = { status: 200, ready: true, database: 'up', storage: 'up' }

test.each(['cut', 'silent'] as const)('a database that is %s makes it unready, and only as long', async (state) => {
  await settled(well)
  database.set(state)
  await settled({ status: 503, ready: false, database: 'down', storage: 'up' })
  expect(await live()).toBe(200)
  database.set('open')
  await settled(well)
})

test.each(['cut', 'silent'] as const)('a bucket that is %s makes it unready, and only as long', async (state) => {
  await settled(well)
  bucket.set(state)
  await settled({ status: 503, ready: false, database: 'up', storage: 'down' })
  expect(await live()).toBe(200)
  bucket.set('open')
  await settled(well)
})

test('what the doctor calls wrong is said at the start', async () => {
  await expect.poll(() => app.log()).toContain('WRONG SNOWDROP_URL is http://drop.example.org')
  await expect.poll(() => app.log()).toMatch(/WRONG CORS of the bucket: .*PUT/)
})

test('a data folder that is no longer the one it was makes it unready', async () => {
  const disk = await startApp()
  try {
    const [key, away] = [join(disk.dataDir, 'signing.key'), join(disk.dataDir, 'away')]
    const settled = (expected: object) => expect.poll(() => ready(disk)).toMatchObject(expected)
    await settled(well)
    renameSync(key, away)
    await settled({ status: 503, database: 'up', storage: 'down' })
    renameSync(away, key)
    await settled(well)
  } finally {
    await disk.destroy()
  }
})
