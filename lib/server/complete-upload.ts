import { GRANT_MS, secondsLeft } from '../drop/limits.ts'
import { decodeBase64url } from '../format/bytes.ts'
import { DropError, isDropError } from '../format/drop-error.ts'
import { type Geometry, paddedLength, parsePartNumber, parseSealedLength, sealedRange } from '../format/geometry.ts'
import type { Header } from '../format/header.ts'
import type { StoredPart } from '../ports/blob-store.ts'
import type { DropRow, NewLinkRow } from '../ports/drop-store.ts'
import type { CompleteRequest, CompleteResponse, NewLink } from '../wire/drops.ts'
import type { DropId } from '../wire/fields.ts'
import { findOwnedDrop } from './bearer.ts'
import { firstChunk, refuseBlocked } from './blocked-bytes.ts'
import type { Limits, ServerDeps } from './deps.ts'
import { uploadOf } from './grant-upload.ts'
import { readHeader } from './read-header.ts'

/**
 * A link's row from what its sender asks for. Errors: `bad-request` outside the instance's bounds, or beyond the drop's
 * longest life.
 */
export function boundLink(limits: Limits, drop: Pick<DropRow, 'createdAt'>, link: NewLink, now: number): NewLinkRow {
  const { expiresIn, hint = null, ...row } = link
  checkBounds(limits, link)
  checkAge(limits, drop, expiresIn, now)
  return { ...row, hint, expiresAt: now + expiresIn * 1000 }
}

/** Errors: `bad-request` where an expiry or a number of downloads is outside the instance's bounds. */
export function checkBounds(
  limits: Limits,
  { expiresIn, maxDownloads }: { expiresIn?: number | undefined; maxDownloads?: number | undefined },
): void {
  const outside = (value: number | undefined, { min, max }: { min: number; max: number }) =>
    value !== undefined && (value < min || value > max)
  if (outside(expiresIn, limits.expiry))
    throw new DropError('bad-request', { subject: 'expiresIn', limit: limits.expiry.max })
  if (outside(maxDownloads, limits.downloads))
    throw new DropError('bad-request', { subject: 'maxDownloads', limit: limits.downloads.max })
}

/**
 * Errors: `bad-request` where a link would outlive the longest life of its drop; `limit` is how many seconds are left
 * of it.
 */
export function checkAge({ ageMax }: Limits, drop: Pick<DropRow, 'createdAt'>, expiresIn: number, now: number): void {
  const left = secondsLeft(drop, ageMax, now)
  if (expiresIn > left) throw new DropError('bad-request', { subject: 'expiresIn', limit: Math.max(0, left) })
}

function measureSealed(header: Header, sealedLength: number): Geometry {
  try {
    return parseSealedLength(header, sealedLength)
  } catch (cause) {
    throw isDropError(cause, 'payload-truncated')
      ? new DropError('bad-request', { subject: 'sealedLength', cause })
      : cause
  }
}

function readLength(deps: ServerDeps, drop: DropRow, sealedLength: number): Geometry {
  const geometry = measureSealed(readHeader(drop.header), sealedLength)
  if (geometry.length > paddedLength(deps.limits.maxDropBytes))
    throw new DropError('too-large', { limit: deps.limits.maxDropBytes })
  return geometry
}

function partsOf(geometry: Geometry): StoredPart[] {
  return Array.from({ length: geometry.parts }, (_, index) => {
    const number = parsePartNumber(index + 1, geometry.parts)
    return { number, length: sealedRange(geometry, number).length }
  })
}

/** A signed read of the first stored chunk, with which the client proves to itself that ciphertext was stored. */
async function signCheck(deps: ServerDeps, id: DropId, geometry: Geometry): Promise<CompleteResponse['check']> {
  const range = firstChunk(geometry)
  return { ...range, ...(await deps.blobs.signGet(id, range, deps.now() + GRANT_MS)) }
}

/**
 * Where the same completion came before: its link's expiry. Errors: `upload-ended` where the drop went live by another
 * one.
 */
async function findCompleted(deps: ServerDeps, id: DropId, request: CompleteRequest): Promise<number> {
  const found = await deps.links.find(request.link.locator)
  const same =
    found?.link.dropId === id &&
    found.link.accessHash === request.link.accessHash &&
    found.drop.sealedLength === request.sealedLength
  if (!same || found.link.endedAt !== null) throw new DropError('upload-ended')
  return found.link.expiresAt
}

/**
 * A ticket that the operator ended shares nothing any more; one whose time is over does, where the upload began in
 * time. Errors: `ticket-ended`.
 */
async function checkTicket({ tickets }: ServerDeps, { ticketId }: DropRow): Promise<void> {
  const ticket = ticketId === null ? null : await tickets.find({ id: ticketId })
  if (ticket !== null && ticket.endedAt !== null) throw new DropError('ticket-ended', { at: ticket.endedAt })
}

/**
 * Turns an upload into a live drop with its first link: storage confirms exactly the announced parts, then one
 * transaction does the rest. Sent again it answers the same.
 * Errors: `not-found`, `upload-ended`, `upload-incomplete`, `too-large`, `blocked`, `bad-request`, `ticket-ended`.
 */
export async function completeUpload(
  deps: ServerDeps,
  id: DropId,
  owner: string,
  request: CompleteRequest,
): Promise<CompleteResponse> {
  const drop = await findOwnedDrop(deps, id, owner)
  const geometry = readLength(deps, drop, request.sealedLength)
  if (drop.state === 'live')
    return { expiresAt: await findCompleted(deps, id, request), check: await signCheck(deps, id, geometry) }
  const link = boundLink(deps.limits, drop, request.link, deps.now())
  await checkTicket(deps, drop)
  await deps.blobs.complete(uploadOf(drop), partsOf(geometry))
  await refuseBlocked(deps, id, geometry)
  const sealed = {
    sealedLength: geometry.sealedLength,
    parts: geometry.parts,
    commitment: request.commitment,
    manifest: decodeBase64url(request.manifest),
  }
  const live = await deps.drops.goLive(id, sealed, link, deps.now())
  const expiresAt = live ? link.expiresAt : await findCompleted(deps, id, request)
  return { expiresAt, check: await signCheck(deps, id, geometry) }
}
