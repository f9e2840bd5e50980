import { createHash } from 'node:crypto'
import {
  type CORSRule,
  GetBucketCorsCommand,
  GetBucketLifecycleConfigurationCommand,
  type LifecycleRule,
  PutBucketCorsCommand,
  PutBucketLifecycleConfigurationCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import { type Bucket, createBucket, type S3Options } from './s3-client.ts'

/**
 * A bucket's own settings. Reading answers null where storage has no such settings, or may not tell them. Errors:
 * storage's own.
 */
export interface BucketSettings {
  readonly readCors: () => Promise<readonly CORSRule[] | null>
  readonly writeCors: (rules: CORSRule[]) => Promise<void>
  readonly readLifecycle: () => Promise<readonly LifecycleRule[] | null>
  readonly writeLifecycle: (rules: LifecycleRule[]) => Promise<void>
  readonly close: () => void
}

/** Rules, none where none were set, null where storage cannot say. */
async function rulesOf<R>(request: Promise<R[] | undefined>, none: string): Promise<readonly R[] | null> {
  try {
    return (await request) ?? []
  } catch (error) {
    if (!(error instanceof S3ServiceException)) throw error
    if (error.name === none) return []
    if ([403, 405, 501].includes(error.$metadata.httpStatusCode ?? 0)) return null
    throw error
  }
}

/** Ceph and others refuse these requests without a Content-MD5, which the SDK no longer sends. */
function sendMd5(client: S3Client): void {
  client.middlewareStack.add(
    (next) => (args) => {
      const { request } = args
      if (isWritten(request)) request.headers['content-md5'] = createHash('md5').update(request.body).digest('base64')
      return next(args)
    },
    { step: 'build', name: 'contentMd5', priority: 'low' },
  )
}

function isWritten(request: unknown): request is { body: string; headers: Record<string, string> } {
  return typeof request === 'object' && request !== null && 'body' in request && typeof request.body === 'string'
}

function settingsOf({ client, name: Bucket, close }: Bucket): BucketSettings {
  return {
    readCors: () =>
      rulesOf(
        client.send(new GetBucketCorsCommand({ Bucket })).then(({ CORSRules }) => CORSRules),
        'NoSuchCORSConfiguration',
      ),
    async writeCors(CORSRules) {
      await client.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }))
    },
    readLifecycle: () =>
      rulesOf(
        client.send(new GetBucketLifecycleConfigurationCommand({ Bucket })).then(({ Rules }) => Rules),
        'NoSuchLifecycleConfiguration',
      ),
    async writeLifecycle(Rules) {
      const LifecycleConfiguration = { Rules }
      await client.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration }))
    },
    close,
  }
}

/** Opens the settings of a bucket, for those who may read or change them. */
export function openBucketSettings(options: S3Options): BucketSettings {
  const bucket = createBucket(options)
  sendMd5(bucket.client)
  return settingsOf(bucket)
}
