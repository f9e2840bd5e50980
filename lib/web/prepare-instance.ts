import { mkdir, mkdtemp, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isSqlite } from '../adapters/prisma/database.ts'
import { migrateDatabase } from '../adapters/prisma/migrate.ts'
import type { S3Settings, Settings } from '../server/settings.ts'
import { SettingsError } from '../server/variables.ts'
import { bucketSentence } from './bucket-sentence.ts'
import { readLogo } from './read-logo.ts'

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

async function prepareBucket(settings: S3Settings): Promise<void> {
  // Loaded only where it is used: the SDK is large.
  const { checkBucket } = await import('../adapters/s3/check-bucket.ts')
  const refusal = await checkBucket(settings)
  if (refusal !== null) throw new SettingsError(bucketSentence(refusal.fault, refusal.cause, settings))
}

/**
 * Makes folder, database and storage ready before the first request. `say` hears of each migration. Errors:
 * `SettingsError`, a sentence that names the variable to look at.
 */
export async function prepareInstance(settings: Settings, root: string, say: (line: string) => void): Promise<void> {
  const { dataDir, databaseUrl, storage, appearance } = settings
  if (appearance.logo !== undefined) await readLogo(appearance.logo)
  if (storage.kind === 'disk' || isSqlite(databaseUrl)) await prepareFolder(dataDir)
  await prepareDatabase(databaseUrl, root, say)
  if (storage.kind === 's3') await prepareBucket(storage)
}
