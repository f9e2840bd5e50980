import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe } from 'vitest'
import { type Swift, startSwift } from '../../../e2e/servers/swift.ts'
import { describeBlobStore } from '../../ports/blob-store.contract.ts'
import { createS3BlobStore } from './s3-blob-store.ts'

describe('S3 on OpenStack Swift', () => {
  let swift: Swift
  const options = () => ({
    endpoint: swift.endpoint,
    region: swift.region,
    credentials: { ...swift.credentials },
    bucket: 'drops',
    prefix: 'payloads/',
    forcePathStyle: true,
    now: Date.now,
  })
  beforeAll(async () => {
    swift = await startSwift()
    const client = new S3Client(options())
    await client.send(new CreateBucketCommand({ Bucket: 'drops' }))
    client.destroy()
  })
  afterAll(() => swift.stop())

  const open = () =>
    Promise.resolve({ store: createS3BlobStore(options()), partBytes: 5 << 20, close: () => Promise.resolve() })
  // Its s3api finds a complete upload by its name still, so that a late part replaces a segment under the blob.
  describeBlobStore('s3 on another server', open, 'taken')
})
