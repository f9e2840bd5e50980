import { randomBytes } from 'node:crypto'
import dns from 'node:dns'
import { CreateBucketCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Ceph, KMS_KEY, startCeph } from '../../../e2e/servers/ceph.ts'
import { describeBlobStore } from '../../ports/blob-store.contract.ts'
import { dropId } from '../../wire/fields.ts'
import { createS3BlobStore } from './s3-blob-store.ts'
import type { S3Options } from './s3-client.ts'

const newKey = () => dropId.parse(randomBytes(16).toString('base64url'))
let ceph: Ceph
let client: S3Client
beforeAll(async () => {
  ceph = await startCeph()
  client = new S3Client({ ...options(), forcePathStyle: true })
  await client.send(new CreateBucketCommand({ Bucket: 'drops' }))
})
afterAll(async () => {
  client.destroy()
  await ceph.stop()
})

const options = () => ({
  endpoint: ceph.endpoint,
  region: ceph.region,
  credentials: { ...ceph.credentials },
  bucket: 'drops',
  prefix: 'p/',
  forcePathStyle: true,
})
const open = (more: () => Partial<S3Options>) => () =>
  Promise.resolve({
    store: createS3BlobStore({ ...options(), ...more(), now: Date.now }),
    partBytes: 5 << 20,
    close: () => Promise.resolve(),
  })

describe('the bucket in the host name', () => {
  const named = () => ceph.endpoint.replace('127.0.0.1', 'localhost')
  const { lookup } = dns
  beforeAll(() => {
    // Every name below localhost is this machine (RFC 6761), but not every system's resolver knows.
    const local = (name: string) => (name.endsWith('.localhost') ? 'localhost' : name)
    vi.spyOn(dns, 'lookup').mockImplementation(((name: string, ...rest: [never, never]) =>
      lookup(local(name), ...rest)) as typeof dns.lookup)
  })
  afterAll(() => vi.restoreAllMocks())

  describeBlobStore(
    's3, virtual-host style',
    open(() => ({ endpoint: named(), forcePathStyle: false })),
  )

  test('URLs name it there, for browsers also where the server takes another way', async () => {
    const store = createS3BlobStore({
      ...options(),
      publicEndpoint: named(),
      forcePathStyle: false,
      endpoint: named(),
      now: Date.now,
    })
    const upload = await store.begin(newKey())
    const { url } = await store.signPut(upload, { number: 1, length: 3 }, Date.now() + 60_000)
    expect(new URL(url).hostname).toBe('drops.localhost')
    expect(new URL(url).pathname).toBe(`/p/${upload.key}`)
    await store.delete(upload.key)
  })
})

describeBlobStore(
  's3 that encrypts by a KMS key',
  open(() => ({ sse: { algorithm: 'aws:kms', keyId: KMS_KEY } })),
)

test.each([
  ['by the key that is named', { algorithm: 'aws:kms', keyId: KMS_KEY } as const, 'aws:kms', KMS_KEY],
  ['not at all where that is not asked for', undefined, undefined, undefined],
])('storage encrypts %s', async (_, sse, algorithm, keyId) => {
  const store = createS3BlobStore({ ...options(), sse, now: Date.now })
  const upload = await store.begin(newKey())
  const part = { number: 1, length: 3 }
  const { url } = await store.signPut(upload, part, Date.now() + 60_000)
  expect((await fetch(url, { method: 'PUT', body: 'abc' })).status).toBe(200)
  await store.complete(upload, [part])
  const held = await client.send(new HeadObjectCommand({ Bucket: 'drops', Key: `p/${upload.key}` }))
  expect([held.ServerSideEncryption, held.SSEKMSKeyId]).toEqual([algorithm, keyId])
})
