import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Ceph, startCeph } from '../../../e2e/servers/ceph.ts'
import { checkBucket } from './check-bucket.ts'

let ceph: Ceph
let stop = () => Promise.resolve()
beforeAll(async () => {
  ceph = await startCeph()
  stop = ceph.stop
  const client = new S3Client(options('any'))
  for (const Bucket of ['plain', 'versioned', 'suspended']) await client.send(new CreateBucketCommand({ Bucket }))
  await client.send(new CreateBucketCommand({ Bucket: 'locked', ObjectLockEnabledForBucket: true }))
  for (const [Bucket, Status] of [
    ['versioned', 'Enabled'],
    ['suspended', 'Suspended'],
  ] as const) {
    await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }))
  }
})
afterAll(() => stop())

const options = (bucket: string) => ({
  endpoint: ceph.endpoint,
  region: ceph.region,
  credentials: { ...ceph.credentials },
  bucket,
  prefix: 'drops/',
  forcePathStyle: true,
})

test.each([
  ['plain', undefined],
  ['suspended', undefined],
  ['versioned', 'versioned'],
  ['locked', 'locked'],
  ['no-such-bucket', 'missing'],
])('the bucket %s is %s', async (bucket, fault) => {
  expect((await checkBucket(options(bucket)))?.fault).toBe(fault)
})

test('foreign credentials are refused, and an endpoint where nobody answers is told by its cause', async () => {
  const credentials = { accessKeyId: 'nobody', secretAccessKey: 'nothing' }
  expect(await checkBucket({ ...options('plain'), credentials })).toMatchObject({ fault: 'forbidden' })
  expect(await checkBucket({ ...options('plain'), endpoint: 'http://127.0.0.1:1' })).toEqual({
    fault: 'unreachable',
    cause: 'ECONNREFUSED',
  })
})
