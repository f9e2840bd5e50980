import { CreateBucketCommand, ListMultipartUploadsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AppServer, startApp } from '../servers/app-server.ts'
import { type Ceph, startCeph } from '../servers/ceph.ts'
import { call, claim, complete, liveDrop, upload } from './api-client.ts'

const PREFIX = 'sealed/'
let ceph: Ceph
let client: S3Client
let app: AppServer
const stops: (() => Promise<unknown>)[] = []
beforeAll(async () => {
  ceph = await startCeph()
  stops.push(ceph.stop)
  const { endpoint, region } = ceph
  client = new S3Client({ endpoint, region, credentials: { ...ceph.credentials }, forcePathStyle: true })
  await client.send(new CreateBucketCommand({ Bucket: 'drops' }))
  app = await startApp(settings('drops'))
  stops.push(app.destroy)
})
afterAll(async () => {
  for (const stop of stops.toReversed()) await stop()
})

const settings = (bucket: string) => ({
  SNOWDROP_STORAGE: 's3',
  SNOWDROP_S3_ENDPOINT: ceph.endpoint,
  SNOWDROP_S3_REGION: ceph.region,
  SNOWDROP_S3_BUCKET: bucket,
  SNOWDROP_S3_PREFIX: PREFIX,
  SNOWDROP_S3_FORCE_PATH_STYLE: 'true',
  SNOWDROP_S3_ACCESS_KEY_ID: ceph.credentials.accessKeyId,
  SNOWDROP_S3_SECRET_ACCESS_KEY: ceph.credentials.secretAccessKey,
})

/** What the bucket holds of a drop, finished or begun. */
async function stored(id: string): Promise<readonly string[]> {
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: 'drops', Prefix: PREFIX + id }))
  const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: 'drops', Prefix: PREFIX + id }))
  return [...Contents.map(() => 'object'), ...Uploads.map(() => 'upload')]
}

test('the bytes go straight to the bucket, come straight from it, and are gone from it after the end', async () => {
  const begun = await upload(app.url, 3)
  expect(await stored(begun.id)).toEqual(['upload'])
  const drop = await complete(app.url, begun)
  expect(await stored(drop.id)).toEqual(['object'])

  const lease = await claim(app.url, drop)
  const grant = lease.body.grant as { url: string; headers: Record<string, string>; offset: number; length: number }
  expect(new URL(grant.url).origin).toBe(ceph.endpoint)
  const response = await fetch(grant.url, { headers: grant.headers })
  const bytes = Buffer.from(await response.arrayBuffer())
  expect(bytes).toHaveLength(drop.sealedLength)
  expect(bytes.subarray(-65_552).toString()).toContain(`part 3 of ${drop.id}`)
  expect(Object.keys(grant.headers)).toEqual(['range'])
  expect((await fetch(grant.url)).status).toBe(403)

  await call(app.url, 'POST', `/leases/${lease.id}/complete`, lease.token)
  await expect.poll(() => stored(drop.id), { timeout: 15_000 }).toEqual([])
  expect((await fetch(grant.url, { headers: grant.headers })).status).toBe(404)
  await expect.poll(async () => (await call(app.url, 'GET', `/drops/${drop.id}`, drop.owner)).body.stored).toBe(false)
})

test('an upload that its sender gives up leaves nothing in the bucket', async () => {
  const begun = await upload(app.url, 2)
  expect(await stored(begun.id)).toEqual(['upload'])
  expect((await call(app.url, 'DELETE', `/drops/${begun.id}`, begun.owner)).status).toBe(204)
  await expect.poll(() => stored(begun.id), { timeout: 15_000 }).toEqual([])
})

test('pages may send to where the URLs lead, also where the bucket cannot stand in the host name', async () => {
  const named = await startApp({ ...settings('drops'), SNOWDROP_S3_FORCE_PATH_STYLE: 'false' })
  const { body } = await claim(named.url, await liveDrop(named.url))
  const { origin } = new URL((body.grant as { url: string }).url)
  const policy = (await fetch(named.url)).headers.get('content-security-policy')
  expect(policy?.split('; ')).toContain(`connect-src 'self' ${origin}`)
  await named.destroy()
})

test('kill -9 right after the end leaves nothing in the bucket once the server is back', async () => {
  const first = await startApp({ ...settings('drops'), SNOWDROP_REAP_INTERVAL: '1h' })
  const drop = await liveDrop(first.url, { parts: 2 })
  expect((await call(first.url, 'DELETE', `/drops/${drop.id}`, drop.owner)).status).toBe(204)
  await first.stop('SIGKILL')
  const second = await startApp(settings('drops'), first)
  await expect.poll(() => stored(drop.id), { timeout: 15_000 }).toEqual([])
  await second.destroy()
})

test('a bucket that keeps what is deleted, or is not there, is refused at start', async () => {
  await client.send(new CreateBucketCommand({ Bucket: 'locked', ObjectLockEnabledForBucket: true }))
  await expect(startApp(settings('locked'))).rejects.toThrow('SNOWDROP_S3_BUCKET: the bucket "locked" has object lock')
  await expect(startApp(settings('nowhere'))).rejects.toThrow('SNOWDROP_S3_BUCKET: there is no bucket "nowhere"')
})
