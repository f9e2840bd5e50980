import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { isDropError } from '../format/drop-error.ts'
import type { ServerDeps } from '../server/deps.ts'
import type { Settings } from '../server/settings.ts'
import { dropId } from '../wire/fields.ts'

/** How long one part may take to answer before it counts as down, in ms: less than any health check waits. */
const PATIENCE_MS = 3_000

type State = 'up' | 'down'

/** Whether an instance can serve, and which part cannot. */
export interface Readiness {
  readonly ready: boolean
  readonly database: State
  readonly storage: State
}

/** Names no drop and no upload. */
const NOTHING = { key: dropId.parse('A'.repeat(22)), uploadId: 'readiness' }

async function within(ms: number, work: Promise<unknown>): Promise<State> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<State>((resolve) => {
    timer = setTimeout(() => resolve('down'), ms)
  })
  const answered = work.then(
    (): State => 'up',
    (): State => 'down',
  )
  try {
    return await Promise.race([answered, late])
  } finally {
    clearTimeout(timer)
  }
}

/** The folder is the one in which this process found its key, and takes files: a mount that went away is not. */
function askFolder(dataDir: string): Promise<unknown> {
  return Promise.all([access(dataDir, constants.W_OK), access(join(dataDir, 'signing.key'), constants.R_OK)])
}

/** Storage that knows of no such upload has answered. */
async function askBucket({ blobs }: ServerDeps): Promise<void> {
  try {
    await blobs.parts(NOTHING)
  } catch (error) {
    if (!isDropError(error, 'upload-ended')) throw error
  }
}

/**
 * Asks database and storage for something small, both at once; whoever does not answer within three seconds is down.
 */
export async function examineReadiness(deps: ServerDeps, settings: Settings): Promise<Readiness> {
  const asked = settings.storage.kind === 'disk' ? askFolder(settings.dataDir) : askBucket(deps)
  const [database, storage] = await Promise.all([
    within(PATIENCE_MS, deps.census.known([NOTHING.key])),
    within(PATIENCE_MS, asked),
  ])
  return { ready: database === 'up' && storage === 'up', database, storage }
}
