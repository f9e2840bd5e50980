import { randomBytes } from 'node:crypto'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Ceph, startCeph } from '../../../e2e/servers/ceph.ts'
import { describeBlobStore } from '../../ports/blob-store.contract.ts'
import { dropId } from '../../wire/fields.ts'
import { createS3BlobStore } from './s3-blob-store.ts'

const newKey = () => dropId.parse(randomBytes(16).toString('base64url'))

describe('S3 on Ceph radosgw', () => {
  let ceph: Ceph
  let stop = () => Promise.resolve()
  let bucket: string
  const options = (prefix: string) => ({
    endpoint: ceph.endpoint,
    region: ceph.region,
    credentials: { ...ceph.credentials },
    bucket,
    prefix,
    forcePathStyle: true,
    now: Date.now,
  })
  beforeAll(async () => {
    ceph = await startCeph()
    stop = ceph.stop
    bucket = 'drops'
    const client = new S3Client(options(''))
    await client.send(new CreateBucketCommand({ Bucket: bucket }))
  })
  afterAll(() => stop())

  const open = (prefix: string) => () =>
    Promise.resolve({ store: createS3BlobStore(options(prefix)), partBytes: 5 << 20, close: () => Promise.resolve() })
  describeBlobStore('s3 under a prefix', open('payloads/'))
  describeBlobStore('s3 in a bucket of its own', open(''))

  test('a blob of more parts than one answer lists is completed whole', async () => {
    const store = createS3BlobStore(options('many/'))
    const upload = await store.begin(newKey())
    const parts = Array.from({ length: 1001 }, (_, index) => ({ number: index + 1, length: 1 }))
    const waiting = parts.values()
    const worker = async () => {
      for (const part of waiting) {
        const { url } = await store.signPut(upload, part, Date.now() + 60_000)
        await (await fetch(url, { method: 'PUT', body: 'x' })).arrayBuffer()
      }
    }
    await Promise.all(Array.from({ length: 8 }, worker))
    expect(await store.parts(upload)).toEqual(parts)
    await store.delete(upload.key)
  })

  test('more uploads and blobs than one answer lists are all listed', async () => {
    const store = createS3BlobStore(options('crowd/'))
    const client = new S3Client(options(''))
    const keys = Array.from({ length: 1001 }, newKey)
    const waiting = keys.values()
    const worker = async () => {
      for (const key of waiting) {
        await store.begin(key)
        await client.send(new PutObjectCommand({ Bucket: bucket, Key: `crowd/${key}`, Body: 'x' }))
      }
    }
    await Promise.all(Array.from({ length: 8 }, worker))
    const found = { begun: new Set<string>(), finished: new Set<string>() }
    for await (const { key, uploadId } of store.list()) (uploadId === null ? found.finished : found.begun).add(key)
    expect(found).toEqual({ begun: new Set(keys), finished: new Set(keys) })
  })

  test('signed URLs name the public endpoint, and only they', async () => {
    const publicEndpoint = ceph.endpoint.replace('127.0.0.1', 'localhost')
    const store = createS3BlobStore({ ...options('public/'), publicEndpoint })
    const upload = await store.begin(newKey())
    const { url } = await store.signPut(upload, { number: 1, length: 3 }, Date.now() + 60_000)
    expect(url.startsWith(`${publicEndpoint}/${bucket}/public/`)).toBe(true)
    expect((await fetch(url, { method: 'PUT', body: 'abc' })).status).toBe(200)
    expect(await store.parts(upload)).toEqual([{ number: 1, length: 3 }])
  })

  test('a bucket that does not exist, a wrong key and a server that is not there are unavailable', async () => {
    const key = newKey()
    const wrong = { ...options(''), credentials: { accessKeyId: 'nobody', secretAccessKey: 'nothing' } }
    for (const broken of [
      { ...options(''), bucket: 'no-such-bucket' },
      wrong,
      { ...options(''), endpoint: 'http://127.0.0.1:1' },
    ]) {
      const store = createS3BlobStore(broken)
      const unavailable = expect.objectContaining({ code: 'unavailable' }) as unknown
      await expect(store.begin(key)).rejects.toEqual(unavailable)
      await expect(store.parts({ key, uploadId: '2~x' })).rejects.toEqual(unavailable)
      await expect(store.delete(key)).rejects.toEqual(unavailable)
    }
  })
})
