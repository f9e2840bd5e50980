import type { CORSRule, LifecycleRule } from '@aws-sdk/client-s3'
import {
  ABORT_DAYS,
  corsRuleFor,
  hasCors,
  hasLifecycle,
  lifecycleRuleFor,
  withOurs,
} from '../../adapters/s3/bucket-rules.ts'
import type { BucketSettings } from '../../adapters/s3/bucket-settings.ts'

/** One setting to be changed, and how. */
export interface Change {
  readonly says: string
  /** The whole configuration as it will be, in the form in which S3 takes it. */
  readonly after: string
  readonly apply: () => Promise<void>
}

/** What the bucket is to be made ready for. */
export interface BucketWish {
  readonly origin: string
  readonly prefix: string
  /** How long a drop lives at the most. */
  readonly longestDays: number
}

const written = (value: object) => JSON.stringify(value, null, 2)

function planCors(bucket: BucketSettings, rules: readonly CORSRule[], origin: string): Change[] {
  const ours = corsRuleFor(origin)
  if (hasCors(rules, ours)) return []
  const after = withOurs(rules, ours)
  const says = `CORS: browsers at ${origin} may GET and PUT.`
  return [{ says, after: written({ CORSRules: after }), apply: () => bucket.writeCors(after) }]
}

function planLifecycle(bucket: BucketSettings, rules: readonly LifecycleRule[], wish: BucketWish): Change[] {
  const ours = lifecycleRuleFor(wish.prefix, wish.longestDays)
  if (hasLifecycle(rules, ours)) return []
  const after = withOurs(rules, ours)
  const says = `Lifecycle: under "${wish.prefix}", unfinished uploads are given up after ${ABORT_DAYS} days, and what is older than ${ours.Expiration?.Days ?? 0} days is deleted.`
  return [{ says, after: written({ Rules: after }), apply: () => bucket.writeLifecycle(after) }]
}

/**
 * What there is to change, none where all is set, and the sentences for what this storage cannot be told. The rules of
 * others stay. Errors: storage's own.
 */
export async function planBucket(
  bucket: BucketSettings,
  wish: BucketWish,
): Promise<{ readonly changes: readonly Change[]; readonly cannot: readonly string[] }> {
  const [cors, lifecycle] = [await bucket.readCors(), await bucket.readLifecycle()]
  const cannot = [
    ...(cors === null ? ['CORS cannot be read or set in this storage: its operator sets it for all buckets.'] : []),
    ...(lifecycle === null ? ['Lifecycle rules cannot be read or set in this storage.'] : []),
  ]
  const changes = [
    ...(cors === null ? [] : planCors(bucket, cors, wish.origin)),
    ...(lifecycle === null ? [] : planLifecycle(bucket, lifecycle, wish)),
  ]
  return { changes, cannot }
}
