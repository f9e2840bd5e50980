import { randomBytes } from 'node:crypto'
import type { Settings } from '../../server/settings.ts'
import { dropId } from '../../wire/fields.ts'
import { examineDatabase } from './examine-database.ts'
import { examineFolder } from './examine-folder.ts'
import { advice, type Finding, fault, well } from './finding.ts'

const PATIENCE_MS = 60_000
const DAY_S = 86_400

/** Browsers give keys and files only to pages that came by TLS, or from the machine itself. */
export function examineAddress(publicUrl: string | undefined): Finding {
  if (publicUrl === undefined)
    return advice(
      'SNOWDROP_URL is not set, so what browsers may do (CORS) is not checked: set it to the address people use.',
    )
  const { protocol, hostname } = new URL(publicUrl)
  if (
    protocol === 'https:' ||
    ['localhost', '127.0.0.1', '[::1]'].includes(hostname) ||
    hostname.endsWith('.localhost')
  )
    return well(`People come to ${publicUrl}.`)
  return fault(
    `SNOWDROP_URL is ${publicUrl}, but browsers encrypt only on pages that came by https: put a proxy with TLS in front and name its address.`,
  )
}

async function examineStorage({ storage, dataDir, publicUrl, limits }: Settings): Promise<readonly Finding[]> {
  const name = randomBytes(16).toString('base64url')
  if (storage.kind === 'disk') return examineFolder(dataDir, limits.maxDropBytes, name)
  // Loaded only where it is used: the SDK is large.
  const { examineBucket } = await import('./examine-bucket.ts')
  return examineBucket(storage, {
    key: dropId.parse(name),
    origin: publicUrl === undefined ? undefined : new URL(publicUrl).origin,
    now: Date.now,
    signal: AbortSignal.timeout(PATIENCE_MS),
    longestDays: Math.ceil(limits.ageMax / DAY_S),
  })
}

/** Examines all that an instance stands on, and leaves it as it was. */
export async function* examineInstance(settings: Settings): AsyncGenerator<Finding> {
  yield examineAddress(settings.publicUrl)
  yield await examineDatabase(settings.databaseUrl)
  yield* await examineStorage(settings)
}
