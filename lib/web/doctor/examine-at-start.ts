import type { S3Settings, Settings } from '../../server/settings.ts'
import { dropId } from '../../wire/fields.ts'
import { describeFailure } from '../describe-failure.ts'
import { examineDatabase } from './examine-database.ts'
import { examineAddress } from './examine-instance.ts'
import { type Finding, fault } from './finding.ts'

const PATIENCE_MS = 10_000
const SIGNED_MS = 60_000
const DAY_S = 86_400
/** Names no drop. Nothing is sent to it: browsers ask storage about a URL before they use it. */
const KEY = dropId.parse('A'.repeat(22))

/** What can be seen of a bucket without storing anything: what browsers may do, and what storage deletes by itself. */
async function examineRules(settings: S3Settings, publicUrl: string | undefined, longestDays: number) {
  // Loaded only where it is used: the SDK is large.
  const { examineLifecycle } = await import('./examine-bucket.ts')
  const findings = await examineLifecycle(settings, longestDays)
  if (publicUrl === undefined) return findings
  const [{ createS3BlobStore }, { examinePreflight }] = await Promise.all([
    import('../../adapters/s3/s3-blob-store.ts'),
    import('./examine-browser-access.ts'),
  ])
  const store = createS3BlobStore({ ...settings, now: Date.now })
  const [origin, until, signal] = [new URL(publicUrl).origin, Date.now() + SIGNED_MS, AbortSignal.timeout(PATIENCE_MS)]
  const put = await store.signPut({ key: KEY, uploadId: 'start' }, { number: 1, length: 1 }, until)
  const get = await store.signGet(KEY, { offset: 0, length: 1 }, until)
  return [
    ...findings,
    await examinePreflight(origin, { method: 'PUT', request: put }, signal),
    await examinePreflight(origin, { method: 'GET', request: get }, signal),
  ]
}

/**
 * What the doctor calls wrong and a start can see without storing anything, and without asking a large SQLite file
 * about each of its pages. Meant to run once the instance serves, so that no start waits for it; what makes a promise a
 * lie is refused before (`prepareInstance`).
 */
export async function examineAtStart(settings: Settings): Promise<readonly Finding[]> {
  const { publicUrl, databaseUrl, storage, limits } = settings
  const findings: Finding[] = publicUrl === undefined ? [] : [examineAddress(publicUrl)]
  try {
    if (!databaseUrl.startsWith('file:')) findings.push(await examineDatabase(databaseUrl))
    const longestDays = Math.ceil(limits.ageMax / DAY_S)
    if (storage.kind === 's3') findings.push(...(await examineRules(storage, publicUrl, longestDays)))
  } catch (error) {
    findings.push(fault(`What browsers may do with the bucket cannot be seen (${describeFailure(error)}).`))
  }
  return findings.filter(({ state }) => state === 'fault')
}
