// `npm run setup-bucket`: sets CORS and lifecycle rules of the bucket as the instance needs them; says first what it
// changes.
//   --dry-run   only says it
//   --create    makes the bucket, where there is none
import { parseArgs } from 'node:util'
import { openBucketSettings } from '../lib/adapters/s3/bucket-settings.ts'
import { makeBucket } from '../lib/adapters/s3/make-bucket.ts'
import { readSettings } from '../lib/server/settings.ts'
import { planBucket } from '../lib/web/doctor/setup-bucket.ts'

const DAY_S = 86_400

function refuse(sentence: string): never {
  console.error(`snowdrop: ${sentence}`)
  process.exit(1)
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { 'dry-run': { type: 'boolean' }, create: { type: 'boolean' } } })
  const { storage, publicUrl, limits } = readSettings(process.env)
  if (storage.kind !== 's3') return refuse('SNOWDROP_STORAGE is disk: there is no bucket to set up.')
  if (publicUrl === undefined) return refuse('SNOWDROP_URL is not set, but CORS needs the address that people use.')
  if (values.create === true && values['dry-run'] !== true && (await makeBucket(storage)))
    console.log(`Made the bucket "${storage.bucket}".`)
  const bucket = openBucketSettings(storage)
  const { prefix } = storage
  const wish = {
    origin: new URL(publicUrl).origin,
    prefix,
    longestDays: Math.ceil(limits.ageMax / DAY_S),
  }
  const { changes, cannot } = await planBucket(bucket, wish)
  for (const sentence of cannot) console.log(`cannot  ${sentence}`)
  for (const { says, after } of changes) console.log(`change  ${says}\n${after.replaceAll(/^/gm, '        ')}`)
  if (changes.length === 0) console.log(`Nothing to change in the bucket "${storage.bucket}".`)
  if (values['dry-run'] === true) return
  for (const { apply } of changes) await apply()
  if (changes.length > 0) console.log('Done.')
  bucket.close()
}

try {
  await main()
} catch (error) {
  refuse(error instanceof Error ? `${error.name}: ${error.message}` : String(error))
}
