import { mkdir, mkdtemp, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isSqlite } from '../adapters/prisma/database.ts'
import { migrateDatabase } from '../adapters/prisma/migrate.ts'
import type { BucketFault } from '../adapters/s3/check-bucket.ts'
import type { S3Settings, Settings } from '../server/settings.ts'
import { SettingsError } from '../server/variables.ts'

/** What an error says, or its code where it says nothing, as one that stands for several does. */
function words(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return words(error.errors[0])
  return error instanceof Error ? error.message : String(error)
}

async function prepareFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await rmdir(await mkdtemp(join(folder, 'probe-')))
  } catch (cause) {
    throw new SettingsError(`SNOWDROP_DATA_DIR is "${folder}", but nothing can be written there: ${words(cause)}.`, {
      cause,
    })
  }
}

async function prepareDatabase(url: string, root: string, say: (line: string) => void): Promise<void> {
  try {
    await migrateDatabase(url, root, say)
  } catch (cause) {
    const which = isSqlite(url) ? `SQLite in ${url.slice('file:'.length)}` : 'PostgreSQL'
    throw new SettingsError(`DATABASE_URL: the database (${which}) cannot be used: ${words(cause)}.`, { cause })
  }
}

/** A sentence for each reason not to use a bucket. */
function sentence(fault: BucketFault, cause: string, { bucket, endpoint }: S3Settings): string {
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

async function prepareBucket(settings: S3Settings): Promise<void> {
  // Loaded only where it is used: the SDK is large.
  const { checkBucket } = await import('../adapters/s3/check-bucket.ts')
  const refusal = await checkBucket(settings)
  if (refusal !== null) throw new SettingsError(sentence(refusal.fault, refusal.cause, settings))
}

/** Makes folder, database and storage ready before the first request. `say` hears of each migration. Errors: `SettingsError`, a sentence that names the variable to look at. */
export async function prepareInstance(settings: Settings, root: string, say: (line: string) => void): Promise<void> {
  const { dataDir, databaseUrl, storage } = settings
  if (storage.kind === 'disk' || isSqlite(databaseUrl)) await prepareFolder(dataDir)
  await prepareDatabase(databaseUrl, root, say)
  if (storage.kind === 's3') await prepareBucket(storage)
}
