import type { BlobEndpoint } from '../adapters/disk/blob-endpoint.ts'
import { openDisk } from '../adapters/disk/open-disk.ts'
import { createPrismaAuditStore } from '../adapters/prisma/audit.ts'
import { type Database, openDatabase } from '../adapters/prisma/database.ts'
import { createPrismaBlockStore } from '../adapters/prisma/prisma-block-store.ts'
import { createPrismaDropStore } from '../adapters/prisma/prisma-drop-store.ts'
import { createPrismaCensusStore, createPrismaDueStore } from '../adapters/prisma/prisma-due-store.ts'
import { createPrismaLeaseStore } from '../adapters/prisma/prisma-lease-store.ts'
import { createPrismaEventStore, createPrismaLinkStore } from '../adapters/prisma/prisma-link-store.ts'
import { createPrismaOperatorStore } from '../adapters/prisma/prisma-operator-store.ts'
import { createPrismaTicketStore } from '../adapters/prisma/prisma-ticket-store.ts'
import { createPrismaTraceStore } from '../adapters/prisma/prisma-trace-store.ts'
import type { BlobReader } from '../ports/blob-reader.ts'
import type { BlobStore } from '../ports/blob-store.ts'
import type { OperatorStore } from '../ports/operator-store.ts'
import type { ServerDeps } from '../server/deps.ts'
import { createLine } from '../server/one-at-a-time.ts'
import type { Settings } from '../server/settings.ts'

/** An instance's database and storage, opened: by the server, and by the operator's command beside it. */
export interface Instance {
  readonly settings: Settings
  readonly deps: ServerDeps
  readonly operator: OperatorStore
  readonly database: Database
  /** `null` where blobs are kept elsewhere. */
  readonly blobEndpoint: BlobEndpoint | null
  readonly close: () => Promise<void>
}

interface Storage {
  readonly blobs: BlobStore & BlobReader
  readonly blobEndpoint: BlobEndpoint | null
}

async function openStorage(settings: Settings): Promise<Storage> {
  const { storage, dataDir, basePath } = settings
  if (storage.kind === 'disk') {
    const { store, endpoint } = await openDisk({ dataDirectory: dataDir, base: basePath, now: Date.now })
    return { blobs: store, blobEndpoint: endpoint }
  }
  // Loaded only where it is used: the SDK is large.
  const { createS3BlobStore } = await import('../adapters/s3/s3-blob-store.ts')
  return { blobs: createS3BlobStore({ ...storage, now: Date.now }), blobEndpoint: null }
}

/**
 * Opens what the settings name, as it is: nothing is migrated. `nudge` hears whenever something ended. Errors: the
 * drivers' own.
 */
export async function openInstance(settings: Settings, nudge: () => void): Promise<Instance> {
  const database = await openDatabase(settings.databaseUrl)
  const { blobs, blobEndpoint } = await openStorage(settings)
  const deps = {
    drops: createPrismaDropStore(database),
    links: createPrismaLinkStore(database),
    leases: createPrismaLeaseStore(database),
    events: createPrismaEventStore(database),
    due: createPrismaDueStore(database),
    census: createPrismaCensusStore(database),
    traces: createPrismaTraceStore(database, settings.databaseUrl),
    tickets: createPrismaTicketStore(database),
    blobs,
    reader: blobs,
    blocks: createPrismaBlockStore(database),
    audit: createPrismaAuditStore(database),
    limits: settings.limits,
    inLine: createLine(),
    now: Date.now,
    nudge,
  }
  const operator = createPrismaOperatorStore(database)
  return { settings, deps, operator, database, blobEndpoint, close: () => database.$disconnect() }
}
