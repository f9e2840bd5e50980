import type { DropRow, LeaseRow, LinkRow } from '../../ports/drop-store.ts'
import { type EndReason, endReason, type Receipt, receipt } from '../../wire/drops.ts'
import { dropId, leaseId, locator, tokenHash } from '../../wire/fields.ts'
import type { DropModel } from './generated/sqlite/models/Drop.ts'
import type { LeaseModel } from './generated/sqlite/models/Lease.ts'
import type { LinkModel } from './generated/sqlite/models/Link.ts'
import type { ReceiptModel } from './generated/sqlite/models/Receipt.ts'

function time(date: Date | null): number | null {
  return date === null ? null : date.getTime()
}

function oneOf<T extends string>(value: string, allowed: readonly T[]): T {
  const found = allowed.find((each) => each === value)
  if (found === undefined) throw new Error(`the database holds the unknown state ${value}`)
  return found
}

function reason(value: string | null): EndReason | null {
  return value === null ? null : endReason.parse(value)
}

/** A drop from its database row. */
export function toDrop(row: DropModel): DropRow {
  return {
    id: dropId.parse(row.id),
    state: oneOf(row.state, ['uploading', 'live', 'ended']),
    ownerHash: tokenHash.parse(row.ownerHash),
    header: row.header,
    uploadId: row.uploadId,
    createdAt: row.createdAt.getTime(),
    sealedLength: row.sealedLength === null ? null : Number(row.sealedLength),
    parts: row.parts,
    heldBytes: Number(row.heldBytes),
    ticketId: row.ticketId,
    quarantinedAt: time(row.quarantinedAt),
  }
}

/** A link from its database row. */
export function toLink(row: LinkModel): LinkRow {
  return {
    ...row,
    locator: locator.parse(row.locator),
    dropId: dropId.parse(row.dropId),
    accessHash: tokenHash.parse(row.accessHash),
    createdAt: row.createdAt.getTime(),
    expiresAt: row.expiresAt.getTime(),
    retryAt: time(row.retryAt),
    endedAt: time(row.endedAt),
    endReason: reason(row.endReason),
    quarantinedAt: time(row.quarantinedAt),
  }
}

/** A lease from its database row. */
export function toLease(row: LeaseModel): LeaseRow {
  return {
    id: leaseId.parse(row.id),
    locator: locator.parse(row.locator),
    tokenHash: tokenHash.parse(row.tokenHash),
    state: oneOf(row.state, ['running', 'counted', 'given-back', 'ended']),
    granted: new Uint8Array(row.granted),
    grantedParts: row.grantedParts,
    claimedAt: row.claimedAt.getTime(),
    lapsesAt: row.lapsesAt.getTime(),
  }
}

/** A receipt from its database row. */
export function toReceipt(row: ReceiptModel): Receipt {
  return receipt.parse({ at: row.at.getTime(), event: row.event })
}
