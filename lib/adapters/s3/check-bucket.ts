import {
  GetBucketVersioningCommand,
  GetObjectLockConfigurationCommand,
  HeadBucketCommand,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import { type Bucket, createBucket, type S3Options } from './s3-client.ts'

/**
 * Why a bucket cannot be used: nobody answers, it is not there, it is not ours to use, or what is deleted would stay.
 */
export type BucketFault = 'unreachable' | 'missing' | 'forbidden' | 'versioned' | 'locked'

/** A fault, with the name that storage or the network gives it. */
export interface BucketRefusal {
  readonly fault: BucketFault
  readonly cause: string
}

function nameOf(error: unknown): string {
  if (error instanceof AggregateError) return nameOf(error.errors[0])
  if (!(error instanceof Error)) return typeof error
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}

function refusal(error: unknown): BucketRefusal {
  const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined
  const cause = nameOf(error)
  if (status === 404) return { fault: 'missing', cause }
  if (status === 401 || status === 403 || cause === 'CredentialsProviderError') return { fault: 'forbidden', cause }
  return { fault: 'unreachable', cause: status === undefined ? cause : `${status} ${cause}` }
}

/** Whether storage said that it has no such thing as what was asked for, rather than that it may not be known. */
function isUnknownThere(error: unknown): boolean {
  const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined
  return status === 404 || status === 405 || status === 501
}

async function isVersioned({ client, name: Bucket }: Bucket): Promise<boolean> {
  try {
    return (await client.send(new GetBucketVersioningCommand({ Bucket }))).Status === 'Enabled'
  } catch (error) {
    if (isUnknownThere(error)) return false
    throw error
  }
}

/** Asked last: a lock needs versions, so where this may not be read, the answer about versions has to do. */
async function isLocked({ client, name: Bucket }: Bucket): Promise<boolean> {
  try {
    const { ObjectLockConfiguration: lock } = await client.send(new GetObjectLockConfigurationCommand({ Bucket }))
    return lock?.ObjectLockEnabled === 'Enabled'
  } catch (error) {
    if (error instanceof S3ServiceException) return false
    throw error
  }
}

/**
 * Whether a bucket can be used, and whether what is deleted there is gone (DESIGN 6). Answers nothing where all is
 * well.
 */
export async function checkBucket(options: S3Options): Promise<BucketRefusal | null> {
  const bucket = createBucket(options)
  try {
    await bucket.client.send(new HeadBucketCommand({ Bucket: bucket.name }))
    if (await isLocked(bucket)) return { fault: 'locked', cause: 'ObjectLockEnabled' }
    if (await isVersioned(bucket)) return { fault: 'versioned', cause: 'Versioning' }
    return null
  } catch (error) {
    return refusal(error)
  } finally {
    bucket.close()
  }
}
