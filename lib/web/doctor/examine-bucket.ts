import { ABORT_DAYS, type LifecycleSummary, summarise } from '../../adapters/s3/bucket-rules.ts'
import { openBucketSettings } from '../../adapters/s3/bucket-settings.ts'
import { checkBucket } from '../../adapters/s3/check-bucket.ts'
import { createS3BlobStore } from '../../adapters/s3/s3-blob-store.ts'
import type { S3Settings } from '../../server/settings.ts'
import { bucketSentence } from '../bucket-sentence.ts'
import { describeFailure } from '../describe-failure.ts'
import { lifecycleToPaste } from './bucket-advice.ts'
import { examineTransfer, type Trial } from './examine-transfer.ts'
import { advice, type Finding, fault, well } from './finding.ts'

/** What the examination of a bucket needs beside its settings. */
export type BucketTrial = Omit<Trial, 'store'> & { readonly longestDays: number }

/** Judges the rules by which storage itself deletes. */
export function judgeLifecycle(
  { expireDays, abortDays }: LifecycleSummary,
  longestDays: number,
  prefix: string,
): Finding[] {
  const findings: Finding[] = []
  if (expireDays !== null && expireDays <= longestDays)
    findings.push(
      fault(
        `Lifecycle of the bucket: a rule deletes what lies under "${prefix}" after ${expireDays} days, and SNOWDROP_AGE_MAX lets drops live for ${longestDays}. Remove that rule, or make it longer ("npm run setup-bucket").`,
      ),
    )
  if (expireDays === null)
    findings.push(
      advice(
        `Lifecycle of the bucket: no rule deletes what is older than any drop, the net under our own deletion. Run "npm run setup-bucket", or set this:`,
        lifecycleToPaste(prefix, longestDays),
      ),
    )
  if (abortDays === null || abortDays > 7)
    findings.push(
      advice(
        `Lifecycle of the bucket: no rule gives up unfinished uploads (AbortIncompleteMultipartUpload), the net under our own deletion. Run "npm run setup-bucket", or set this:`,
        lifecycleToPaste(prefix, longestDays),
      ),
    )
  else if (abortDays < ABORT_DAYS)
    findings.push(
      fault(
        `Lifecycle of the bucket: unfinished uploads are given up after ${abortDays} day, and an upload may rest for one. Set AbortIncompleteMultipartUpload to ${ABORT_DAYS} days:`,
        lifecycleToPaste(prefix, longestDays),
      ),
    )
  return findings.length > 0 ? findings : [well('The lifecycle rules fit.')]
}

/** Reads the rules by which storage itself deletes, and judges them. */
export async function examineLifecycle(settings: S3Settings, longestDays: number): Promise<Finding[]> {
  const bucket = openBucketSettings(settings)
  try {
    const rules = await bucket.readLifecycle()
    if (rules === null)
      return [
        advice(
          'Storage has no lifecycle rules, or does not tell: what is left over by an accident is removed by the sweep alone.',
        ),
      ]
    return judgeLifecycle(summarise(rules, settings.prefix), longestDays, settings.prefix)
  } catch (error) {
    return [advice(`The lifecycle rules cannot be read (${describeFailure(error)}).`)]
  } finally {
    bucket.close()
  }
}

/** Everything that a bucket must do for us, tried for real. */
export async function examineBucket(settings: S3Settings, trial: BucketTrial): Promise<readonly Finding[]> {
  const refusal = await checkBucket(settings)
  if (refusal !== null) return [fault(bucketSentence(refusal.fault, refusal.cause, settings))]
  const store = createS3BlobStore({ ...settings, now: trial.now })
  return [
    well(`The bucket "${settings.bucket}" is there, without versions and without object lock.`),
    ...(await examineTransfer({ ...trial, store })),
    ...(await examineLifecycle(settings, trial.longestDays)),
  ]
}
