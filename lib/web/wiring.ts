import type { BlobEndpoint } from '../adapters/disk/blob-endpoint.ts'
import type { ServerDeps } from '../server/deps.ts'
import { readSettings, type Settings } from '../server/settings.ts'
import { type ClientLimits, openClientLimits } from './limit-clients.ts'
import { measured } from './measured.ts'
import { openInstance } from './open-instance.ts'
import { beforeEnd } from './stopping.ts'

/** The server, wired: settings, what the use cases work with, and what answers the disk store's URLs. */
export interface Server {
  readonly settings: Settings
  readonly deps: ServerDeps
  /** `null` where blobs are kept elsewhere. */
  readonly blobEndpoint: BlobEndpoint | null
  readonly limits: ClientLimits
  /** Calls `listener` whenever something ended. */
  readonly onNudge: (listener: () => void) => void
}

async function wire(): Promise<Server> {
  const settings = readSettings(process.env)
  let listener = () => {}
  const { deps, blobEndpoint, close } = await openInstance(settings, () => listener())
  beforeEnd(close)
  const limits = await openClientLimits(settings)
  return {
    settings,
    deps: measured(deps),
    blobEndpoint,
    limits,
    onNudge: (next) => {
      listener = next
    },
  }
}

declare global {
  var snowdropServer: Promise<Server> | undefined
}

/** The one server of this process. Next bundles routes apart from each other, so it hangs on `globalThis`. */
export function server(): Promise<Server> {
  globalThis.snowdropServer ??= wire().catch((error: unknown) => {
    // The next request tries again: a database that was not there yet must not stay so for ever.
    globalThis.snowdropServer = undefined
    throw error
  })
  return globalThis.snowdropServer
}
