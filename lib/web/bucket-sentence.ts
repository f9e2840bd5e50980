import type { BucketFault } from '../adapters/s3/check-bucket.ts'
import type { S3Settings } from '../server/settings.ts'

/** A sentence for each reason not to use a bucket; it begins with the variable to look at. */
export function bucketSentence(fault: BucketFault, cause: string, { bucket, endpoint }: S3Settings): string {
  switch (fault) {
    case 'unreachable':
      return `SNOWDROP_S3_ENDPOINT: ${endpoint ?? 'AWS'} does not answer as S3 does (${cause}).`
    case 'missing':
      return `SNOWDROP_S3_BUCKET: there is no bucket "${bucket}".`
    case 'forbidden':
      return `SNOWDROP_S3_ACCESS_KEY_ID: these credentials may not use the bucket "${bucket}" (${cause}).`
    case 'versioned':
      return `SNOWDROP_S3_BUCKET: the bucket "${bucket}" keeps old versions, so nothing would ever be gone from it; suspend its versioning or take another bucket.`
    case 'locked':
      return `SNOWDROP_S3_BUCKET: the bucket "${bucket}" has object lock, so nothing could be deleted from it; take another bucket.`
  }
}
