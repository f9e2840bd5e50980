import type { BlobReader } from '../ports/blob-reader.ts'
import type { BlobStore } from '../ports/blob-store.ts'
import type {
  CensusStore,
  DropStore,
  DueStore,
  EventStore,
  LeaseStore,
  LinkStore,
  TraceStore,
} from '../ports/drop-store.ts'
import type { AuditStore, BlockStore } from '../ports/operator-store.ts'
import type { TicketStore } from '../ports/ticket-store.ts'
import type { ConfigResponse } from '../wire/config.ts'
import type { Line } from './one-at-a-time.ts'

/** What an instance allows. The server keeps every one of these. */
export interface Limits extends Pick<ConfigResponse, 'uploads' | 'maxDropBytes' | 'expiry' | 'downloads' | 'linksMax'> {
  /**
   * Seconds from a drop's beginning, by which all its links have expired: however often one is extended, storage may
   * count on it.
   */
  readonly ageMax: number
  /** Bytes of storage for all drops together; null is no bound. */
  readonly storageMax: number | null
}

/**
 * What an instance's page offers. Advice to it alone: no server can see whether a drop is a note, or has a password.
 */
export type Offers = Pick<ConfigResponse, 'kinds' | 'password' | 'lookInside'>

/** What the server's use cases work with. */
export interface ServerDeps {
  readonly drops: DropStore
  readonly links: LinkStore
  readonly leases: LeaseStore
  readonly events: EventStore
  readonly due: DueStore
  readonly census: CensusStore
  readonly traces: TraceStore
  readonly tickets: TicketStore
  readonly blobs: BlobStore
  readonly reader: BlobReader
  readonly blocks: BlockStore
  readonly audit: AuditStore
  readonly limits: Limits
  /** What of one link must not run side by side, by its locator. */
  readonly inLine: Line
  /** Unix ms. */
  readonly now: () => number
  /** Tells the reaper that something has ended and need not wait for its next round. */
  readonly nudge: () => void
}
