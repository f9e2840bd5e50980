import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMemoryBlobStore, type MemoryBlobStore } from '../adapters/memory/memory-blob-store.ts'
import { createPrismaAuditStore } from '../adapters/prisma/audit.ts'
import { type Database, openDatabase } from '../adapters/prisma/database.ts'
import { migrateDatabase } from '../adapters/prisma/migrate.ts'
import { createPrismaBlockStore } from '../adapters/prisma/prisma-block-store.ts'
import { createPrismaDropStore } from '../adapters/prisma/prisma-drop-store.ts'
import { createPrismaCensusStore, createPrismaDueStore } from '../adapters/prisma/prisma-due-store.ts'
import { createPrismaLeaseStore } from '../adapters/prisma/prisma-lease-store.ts'
import { createPrismaEventStore, createPrismaLinkStore } from '../adapters/prisma/prisma-link-store.ts'
import { createPrismaOperatorStore } from '../adapters/prisma/prisma-operator-store.ts'
import { createPrismaTicketStore } from '../adapters/prisma/prisma-ticket-store.ts'
import { createPrismaTraceStore } from '../adapters/prisma/prisma-trace-store.ts'
import { cryptoRandom } from '../crypto/random-source.ts'
import { sha256Base64url } from '../crypto/sha256.ts'
import { decodeBase64url, encodeBase64url } from '../format/bytes.ts'
import { isDropError } from '../format/drop-error.ts'
import { DEFAULT_HEADER, encodeHeader } from '../format/header.ts'
import type { OperatorStore } from '../ports/operator-store.ts'
import {
  type DropId,
  dropId,
  type LeaseId,
  type Locator,
  leaseId,
  locator,
  type TokenHash,
  tokenHash,
} from '../wire/fields.ts'
import type { PartsGrant } from '../wire/links.ts'
import { beginUpload } from './begin-upload.ts'
import { claimLease } from './claim-lease.ts'
import { completeUpload } from './complete-upload.ts'
import { deleteDue } from './delete-due.ts'
import type { ServerDeps } from './deps.ts'
import { endDue } from './end-due.ts'
import { grantUpload } from './grant-upload.ts'
import { createLine } from './one-at-a-time.ts'
import { readSettings } from './settings.ts'

/** The server's use cases on a real database, with a clock that can be set. */
export interface TestServer {
  readonly deps: ServerDeps & { readonly blobs: MemoryBlobStore }
  readonly operator: OperatorStore
  readonly database: Database
  /** Where its files are, if they are its own. */
  readonly folder: string
  /** Unix ms; starts at a round number. */
  clock: number
  readonly close: () => Promise<void>
}

/** `url` defaults to a fresh SQLite file. */
export async function openTestServer(url?: string): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'snowdrop-server-'))
  const databaseUrl = url ?? `file:${join(folder, 'test.db')}`
  await migrateDatabase(databaseUrl, '.', () => {})
  const database = await openDatabase(databaseUrl)
  const random = () => encodeBase64url(cryptoRandom(16))
  const blobs = createMemoryBlobStore({ now: () => test.clock, randomName: random })
  const test: TestServer = {
    database,
    operator: createPrismaOperatorStore(database),
    folder,
    clock: 1_800_000_000_000,
    deps: {
      drops: createPrismaDropStore(database),
      links: createPrismaLinkStore(database),
      leases: createPrismaLeaseStore(database),
      events: createPrismaEventStore(database),
      due: createPrismaDueStore(database),
      census: createPrismaCensusStore(database),
      traces: createPrismaTraceStore(database, databaseUrl),
      tickets: createPrismaTicketStore(database),
      blobs,
      reader: blobs,
      blocks: createPrismaBlockStore(database),
      audit: createPrismaAuditStore(database),
      limits: readSettings({ NODE_ENV: 'test' }).limits,
      inLine: createLine(),
      now: () => test.clock,
      nudge: () => {},
    },
    close: async () => {
      await database.$disconnect()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  return test
}

const PART = 16 * 2 ** 20 + 64 * 16

/** What became of a use case: `succeeded`, the code it failed with, or whatever else it threw. */
export function codeOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => 'succeeded',
    (error: unknown) => (isDropError(error) ? error.code : error),
  )
}

/** A token and its hash. */
export async function newToken() {
  const token = encodeBase64url(cryptoRandom(32))
  return { token, hash: tokenHash.parse(await sha256Base64url(decodeBase64url(token))) }
}

/** The body that begins a drop. */
export async function newDrop() {
  const owner = await newToken()
  const id = dropId.parse(encodeBase64url(cryptoRandom(16)))
  const header = encodeBase64url(encodeHeader(DEFAULT_HEADER))
  return { id, owner, begin: { id, header, lengthBound: null, ownerHash: owner.hash } }
}

/** What a sender stores of a link, with what only its holder knows. */
export async function newLink(choice: { maxDownloads?: number; expiresIn?: number; hint?: string } = {}) {
  const access = await newToken()
  const row = {
    locator: locator.parse(encodeBase64url(cryptoRandom(16))),
    salt: encodeBase64url(cryptoRandom(32)),
    wrappedKey: encodeBase64url(cryptoRandom(48)),
    ...(choice.hint !== undefined && { hint: choice.hint }),
    accessHash: access.hash,
    maxDownloads: choice.maxDownloads ?? 1,
    expiresIn: choice.expiresIn ?? 3600,
  }
  return { access: access.token, row }
}

/** The body that completes a drop of so many parts, of which the last one has 65,536 bytes of plaintext. */
export function completion(parts: number, link: Awaited<ReturnType<typeof newLink>>['row']) {
  const sealedLength = (parts - 1) * PART + 65_552
  return {
    sealedLength,
    manifest: encodeBase64url(cryptoRandom(64)),
    commitment: encodeBase64url(cryptoRandom(32)),
    link,
  }
}

/** Zeros, of which nobody writes or reads one: so many parts take no memory. */
const ZEROS = new Uint8Array(PART)

/** Uploads the parts of a drop; only the lengths matter to the server. */
export async function uploadParts(
  { deps }: Pick<TestServer, 'deps'>,
  id: DropId,
  owner: string,
  parts: number,
): Promise<void> {
  for (let number = 1; number <= parts; number += 1) {
    const length = number === parts ? 65_552 : PART
    const { grants } = await grantUpload(deps, id, owner, { parts: [{ number, length }] })
    deps.blobs.put(grants[0]?.url ?? '', ZEROS.subarray(0, length))
  }
}

/** A live drop with one link. */
export async function liveDrop(
  test: TestServer,
  choice: { parts?: number; maxDownloads?: number; expiresIn?: number; hint?: string } = {},
) {
  const { id, owner, begin } = await newDrop()
  const link = await newLink(choice)
  const parts = choice.parts ?? 1
  await beginUpload(test.deps, begin)
  await uploadParts(test, id, owner.token, parts)
  await completeUpload(test.deps, id, owner.token, completion(parts, link.row))
  return { id, owner: owner.token, locator: link.row.locator, access: link.access, parts }
}

/** Claims with a fresh lease. */
export async function claim(
  test: TestServer,
  link: { locator: Locator; access: string },
): Promise<{ id: LeaseId; token: string; hash: TokenHash; grant: PartsGrant }> {
  const { token, hash } = await newToken()
  const id = leaseId.parse(encodeBase64url(cryptoRandom(16)))
  const { grant } = await claimLease(test.deps, link.locator, link.access, { id, tokenHash: hash })
  return { id, token, hash, grant }
}

/** One round of the whole reaper. */
export async function reap(deps: ServerDeps) {
  return { ...(await endDue(deps)), ...(await deleteDue(deps)) }
}
