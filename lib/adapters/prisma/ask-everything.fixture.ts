import { dropId, leaseId, locator, tokenHash } from '../../wire/fields.ts'
import { createPrismaAuditStore } from './audit.ts'
import type { Database } from './database.ts'
import { createPrismaBlockStore } from './prisma-block-store.ts'
import { createPrismaDropStore } from './prisma-drop-store.ts'
import { createPrismaCensusStore, createPrismaDueStore } from './prisma-due-store.ts'
import { createPrismaLeaseStore } from './prisma-lease-store.ts'
import { createPrismaEventStore, createPrismaLinkStore } from './prisma-link-store.ts'
import { createPrismaOperatorStore } from './prisma-operator-store.ts'
import { createPrismaTicketStore } from './prisma-ticket-store.ts'
import { createPrismaTraceStore } from './prisma-trace-store.ts'

const id = dropId.parse('A'.repeat(22))
const link = {
  locator: locator.parse('A'.repeat(22)),
  salt: 'salt',
  wrappedKey: 'key',
  hint: null,
  accessHash: tokenHash.parse('A'.repeat(43)),
  maxDownloads: 3,
  expiresAt: 1e12,
}
const lease = {
  id: leaseId.parse('A'.repeat(22)),
  locator: link.locator,
  tokenHash: link.accessHash,
  granted: new Uint8Array(1),
  grantedParts: 0,
  lapsesAt: 1e12,
}
const sealed = { sealedLength: 1, parts: 1, commitment: 'c', manifest: new Uint8Array(1) }

/** Everything that a request, a round of the reaper, a sweep or the metrics ask. `url` tells which database it is. */
export async function askEverything(database: Database, url: string): Promise<void> {
  const [drops, links, leases] = [
    createPrismaDropStore(database),
    createPrismaLinkStore(database),
    createPrismaLeaseStore(database),
  ]
  const [events, due, census] = [
    createPrismaEventStore(database),
    createPrismaDueStore(database),
    createPrismaCensusStore(database),
  ]
  const tickets = createPrismaTicketStore(database)
  const terms = { label: '', drops: 1, bytes: 5, expiresAt: 1e12 }
  const { id: ticketId } = await tickets.add({ hash: link.accessHash, ...terms }, { who: 'w', reason: null }, 0)
  await tickets.find({ hash: link.accessHash })
  await tickets.find({ id: ticketId })
  await drops.begin({ id, ownerHash: link.accessHash, header: 'h', ticketId }, 0)
  await drops.begin({ id, ownerHash: link.accessHash, header: 'h', ticketId }, 0)
  await drops.setUpload(id, 'upload')
  await drops.hold({ id, heldBytes: 0 }, 2, 3, 0)
  await drops.hold({ id, heldBytes: 2 }, 2, 3, 0)
  await census.heldBytes()
  await due.idleUploads(0, 10)
  await due.endUpload(id, -1, 0)
  await drops.goLive(id, sealed, link, 0)
  await drops.contents(id)
  await links.add(id, { ...link, locator: locator.parse(`${'B'.repeat(21)}A`) }, { living: 10, inAll: 10 }, 0)
  await leases.claim(lease, 0)
  await leases.claim({ ...lease, id: leaseId.parse(`${'B'.repeat(21)}A`) }, 0)
  const running = await leases.find(lease.id)
  if (running === null) throw new Error('not claimed')
  await leases.renew(running, running)
  await leases.firstLapse(link.locator)
  await events.note(link.locator, 'opened', 0)
  await events.lastNoted(link.locator, 'opened')
  await leases.settle(running, { verdict: 'counted' }, { givenBack: 0 }, 0)
  const found = await links.find(link.locator)
  if (found === null) throw new Error('not found')
  await links.change(found.link, { wrongTries: 1 }, 0)
  await links.ofDrop(id)
  await links.ofDrop(id, link.locator)
  await events.report({ locator: link.locator, reason: 'r', words: 'w', code: 'c' }, 2, 0)
  await createPrismaBlockStore(database).hashesOf(1)
  const operator = createPrismaOperatorStore(database)
  await operator.quarantine(id, { who: 'w', reason: null }, 0)
  await operator.release(id, { who: 'w', reason: null }, 0)
  await due.expiredLinks(2e12, 10)
  await due.lapsedLeases(2e12, 10)
  await links.endExpired([link.locator], 0)
  await links.end(link.locator, 'revoked', 1)
  await census.known([id])
  await census.drops('', 10)
  await drops.end(id, 'revoked', 2)
  await census.isDeleting(id)
  await census.count()
  await due.takeDeletions({ now: 5, latest: 1e13, until: 10 }, 10)
  await due.closeDeletions([id], 20)
  await due.closeDeletions([id], null)
  await tickets.end(ticketId, { who: 'w', reason: null }, 0)
  await tickets.forget(1)
  await createPrismaTraceStore(database, url).wipe(0)
  await due.forget(10, 10)
  await createPrismaAuditStore(database).forget(0)
}

/** What may sort or read all of a table, and why that is well. */
export const BOUNDED: readonly RegExp[] = [
  // The links of one drop (at most SNOWDROP_LINKS_MAX), and what happened to them.
  /ORDER BY \S*(Link\W+createdAt|Receipt\W+(id|at))\W/,
  // The outbox, for the metrics: as long as what is being deleted.
  /^SELECT COUNT\(\*\) AS \S*, MIN.*Deletion/,
]
