import { equalBytes } from '../../format/bytes.ts'
import { parseCode } from '../../format/code.ts'
import { isDropError } from '../../format/drop-error.ts'
import type { KeptDrop, KeptLink } from '../../ports/sender-store.ts'
import type { OwnedDrop, OwnedLink } from '../../wire/drops.ts'
import type { Locator } from '../../wire/fields.ts'
import type { SentDrop, SentStatus } from './sent-state.ts'

/** The most characters of a label. */
export const MOST_LABEL = 200

/** What the server last said of a drop. Links stay as they were last told while it cannot be reached. */
export interface KnownDrop {
  readonly status: SentStatus
  readonly links: ReadonlyMap<Locator, OwnedLink>
  /** Whether it has not gone live: its link is kept a moment before. */
  readonly isUploading: boolean
}

/** Nothing yet. */
export const NOT_ASKED: KnownDrop = { status: { status: 'asking' }, links: new Map(), isUploading: false }

/** What an answer says. */
export function knownFrom({ state, stored, quarantinedAt, links }: OwnedDrop): KnownDrop {
  const living = quarantinedAt === null ? 'live' : 'quarantined'
  return {
    status: { status: state === 'ended' ? 'ended' : living, stored },
    links: new Map(links.map((link) => [link.locator, link])),
    isUploading: state === 'uploading',
  }
}

/** Whether the server may say something else the next time it is asked. What it has forgotten or deleted stays so. */
export function mayChange({ status }: KnownDrop): boolean {
  return status.status !== 'unknown' && (status.status !== 'ended' || status.stored)
}

/** Whether both say the same. */
export function isSame(a: KnownDrop, b: KnownDrop): boolean {
  const text = ({ status, links, isUploading }: KnownDrop) =>
    JSON.stringify([isUploading, status, status.status === 'unreachable' && status.error.code, [...links.values()]])
  return text(a) === text(b)
}

/** Whether a kept code asks for a password. One that cannot be read opens nothing, with or without. */
export async function needsPassword({ code }: KeptLink): Promise<boolean> {
  try {
    return (await parseCode(code)).needsPassword
  } catch (error) {
    if (isDropError(error)) return false
    throw error
  }
}

/** A kept drop with what the server knows of it. `protectedCodes`: those that ask for a password. */
export function sentDrop(
  { id, kind, name, files, totalBytes, createdAt, links }: KeptDrop,
  known: KnownDrop,
  base: string,
  protectedCodes: ReadonlySet<string>,
): SentDrop {
  const here = new Set(links.map(({ locator }) => locator))
  // A link is kept a moment before it goes live: one that the server has never had is none.
  const isTold = known.links.size > 0
  const elsewhere = [...known.links.values()].filter(({ locator, ended }) => ended === null && !here.has(locator))
  return {
    ...{ id, kind, name, files, totalBytes, createdAt },
    state: known.status,
    linksElsewhere: elsewhere.length,
    links: links
      .filter(({ locator }) => !isTold || known.links.has(locator))
      .map(({ locator, code, label }) => ({
        locator,
        url: `${base}/d#${code}`,
        label,
        needsPassword: protectedCodes.has(code),
        owned: known.links.get(locator) ?? null,
      })),
  }
}

/** A label as it is kept: without space around it, at most 200 characters, `null` for none. */
export function cleanLabel(label: string | null): string | null {
  const text = Array.from(label?.trim() ?? '')
    .slice(0, MOST_LABEL)
    .join('')
  return text === '' ? null : text
}

function isSameDrop(a: KeptDrop, b: KeptDrop): boolean {
  return a.owner === b.owner && equalBytes(a.contentKey, b.contentKey) && equalBytes(a.header, b.header)
}

/** What is kept after an import (export.md 6): nothing that was here is lost. */
export function mergeDrop(kept: KeptDrop | null, imported: KeptDrop): KeptDrop {
  if (kept === null) return imported
  if (!isSameDrop(kept, imported)) return kept
  const labels = new Map(imported.links.map(({ locator, label }) => [locator, label]))
  const here = new Set(kept.links.map(({ locator }) => locator))
  const links = [
    ...kept.links.map((link) => ({ ...link, label: link.label ?? labels.get(link.locator) ?? null })),
    ...imported.links.filter(({ locator }) => !here.has(locator)),
  ]
  return { ...kept, links: links.sort((a, b) => a.createdAt - b.createdAt) }
}
