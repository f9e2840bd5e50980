import { BucketLocationConstraint, CreateBucketCommand } from '@aws-sdk/client-s3'
import { checkBucket } from './check-bucket.ts'
import { createBucket, type S3Options } from './s3-client.ts'

/**
 * Makes the bucket where there is none, without versions and without object lock; answers whether it did. Errors:
 * storage's own.
 */
export async function makeBucket(options: S3Options & { readonly region: string }): Promise<boolean> {
  const refusal = await checkBucket(options)
  if (refusal?.fault !== 'missing') return false
  const { client, name, close } = createBucket(options)
  // AWS wants its region named, except the first one; other servers know but one.
  const place = Object.values(BucketLocationConstraint).find((each) => each === options.region)
  const named = options.endpoint === undefined && place !== undefined
  const where = named ? { CreateBucketConfiguration: { LocationConstraint: place } } : {}
  try {
    await client.send(new CreateBucketCommand({ Bucket: name, ...where }))
    return true
  } finally {
    close()
  }
}
