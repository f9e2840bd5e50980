import { type BlobEndpoint } from '../adapters/disk/blob-endpoint.ts'
import { openDisk } from '../adapters/disk/open-disk.ts'
import { openDatabase } from '../adapters/prisma/database.ts'
import { createPrismaDropStore } from '../adapters/prisma/prisma-drop-store.ts'
import { createPrismaCensusStore, createPrismaDueStore } from '../adapters/prisma/prisma-due-store.ts'
import { createPrismaLeaseStore } from '../adapters/prisma/prisma-lease-store.ts'
import { createPrismaEventStore, createPrismaLinkStore } from '../adapters/prisma/prisma-link-store.ts'
import { createPrismaTicketStore } from '../adapters/prisma/prisma-ticket-store.ts'
import { createPrismaTraceStore } from '../adapters/prisma/prisma-trace-store.ts'
import type { BlobStore } from '../ports/blob-store.ts'
import type { ServerDeps } from '../server/deps.ts'
import { createLine } from '../server/one-at-a-time.ts'
import { readSettings, type Settings } from '../server/settings.ts'
import { type ClientLimits, openClientLimits } from './limit-clients.ts'
import { measured } from './measured.ts'
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

interface Storage {
  readonly blobs: BlobStore
  readonly blobEndpoint: BlobEndpoint | null
}

async function openStorage(settings: Settings): Promise<Storage> {
  const { storage, dataDir } = settings
  if (storage.kind === 'disk') {
    const { store, endpoint } = await openDisk({ dataDirectory: dataDir, base: '', now: Date.now })
    return { blobs: store, blobEndpoint: endpoint }
  }
  // Loaded only where it is used: the SDK is large.
  const { createS3BlobStore } = await import('../adapters/s3/s3-blob-store.ts')
  return { blobs: createS3BlobStore({ ...storage, now: Date.now }), blobEndpoint: null }
}

async function wire(): Promise<Server> {
  const settings = readSettings(process.env)
  const database = await openDatabase(settings.databaseUrl)
  const { blobs, blobEndpoint } = await openStorage(settings)
  beforeEnd(() => database.$disconnect())
  const limits = await openClientLimits(settings)
  let listener = () => {}
  const deps: ServerDeps = measured({
    drops: createPrismaDropStore(database),
    links: createPrismaLinkStore(database),
    leases: createPrismaLeaseStore(database),
    events: createPrismaEventStore(database),
    due: createPrismaDueStore(database),
    census: createPrismaCensusStore(database),
    traces: createPrismaTraceStore(database, settings.databaseUrl),
    tickets: createPrismaTicketStore(database),
    blobs,
    limits: settings.limits,
    inLine: createLine(),
    now: Date.now,
    nudge: () => listener(),
  })
  return {
    settings,
    deps,
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
