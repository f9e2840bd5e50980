import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import Sqlite from 'better-sqlite3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dropId, leaseId, locator, tokenHash } from '../../wire/fields.ts'
import { createPrismaAuditStore } from './audit.ts'
import type { Database } from './database.ts'
import { PrismaClient } from './generated/sqlite/client.ts'
import { migrateDatabase } from './migrate.ts'
import { takingTurns } from './one-connection.ts'
import { createPrismaBlockStore } from './prisma-block-store.ts'
import { createPrismaDropStore } from './prisma-drop-store.ts'
import { createPrismaCensusStore, createPrismaDueStore } from './prisma-due-store.ts'
import { createPrismaLeaseStore } from './prisma-lease-store.ts'
import { createPrismaEventStore, createPrismaLinkStore } from './prisma-link-store.ts'
import { createPrismaOperatorStore } from './prisma-operator-store.ts'
import { createPrismaTicketStore } from './prisma-ticket-store.ts'
import { createPrismaTraceStore } from './prisma-trace-store.ts'

const folder = mkdtempSync(join(tmpdir(), 'snowdrop-plans-'))
const path = join(folder, 'test.db')
const asked = new Set<string>()
let database: Database
let explain: Sqlite.Database
beforeAll(async () => {
  await migrateDatabase(`file:${path}`, '.', () => {})
  const adapter = new PrismaBetterSqlite3({ url: `file:${path}`, verbose: (sql) => asked.add(String(sql)) })
  database = new PrismaClient({ adapter: takingTurns(adapter) })
  explain = new Sqlite(path)
})
afterAll(async () => {
  await database.$disconnect()
  explain.close()
  rmSync(folder, { recursive: true, force: true })
})

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

/** Everything that a request or a round of the reaper asks. */
async function askEverything(): Promise<void> {
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
  await links.add(id, { ...link, locator: locator.parse(`${'B'.repeat(21)}A`) }, 10, 0)
  await leases.claim(lease, 0)
  await leases.claim({ ...lease, id: leaseId.parse(`${'B'.repeat(21)}A`) }, 0)
  const running = await leases.find(lease.id)
  if (running === null) throw new Error('not claimed')
  await leases.renew(running, running)
  await leases.firstLapse(link.locator)
  await events.note(link.locator, 'opened', 0)
  await events.lastNoted(link.locator, 'opened')
  await leases.settle(running, 'counted', { givenBack: 0 }, 0)
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
  await links.end(link.locator, 'revoked', 1)
  await census.known([id])
  await census.liveDrops('', 1, 10)
  await drops.end(id, 'revoked', 2)
  await census.isDeleting(id)
  await due.takeDeletions({ now: 5, latest: 1e13, until: 10 }, 10)
  await due.closeDeletion(id, 20)
  await due.closeDeletion(id, null)
  await tickets.end(ticketId, { who: 'w', reason: null }, 0)
  await tickets.forget(2e12)
  await createPrismaTraceStore(database, 'file:x').wipe(0)
  await due.forget(10, 10)
  await createPrismaAuditStore(database).forget(0)
}

test('no query of a request or of the reaper reads a whole table', async () => {
  await askEverything()
  const queries = [...asked].filter((sql) => /^\s*(SELECT|UPDATE|DELETE)/i.test(sql))
  expect(queries.length).toBeGreaterThan(30)
  const scans = queries.flatMap((sql) =>
    explain
      .prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      // Not the result of a subquery, which Prisma counts.
      .filter(({ detail }) => detail.startsWith('SCAN') && !/^SCAN (CONSTANT ROW|sub$)/.test(detail))
      .map(({ detail }) => `${detail}: ${sql}`),
  )
  expect(scans).toEqual([])
})
