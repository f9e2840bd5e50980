import { mayPass, type Wait } from '../../adapters/http/retry.ts'
import { isDropError } from '../../format/drop-error.ts'
import { encodeHeader } from '../../format/header.ts'
import type { KeptDrop, KeptLink, SenderStore } from '../../ports/sender-store.ts'
import type { DropId, Locator } from '../../wire/fields.ts'
import type { PickedFile } from './send-state.ts'
import type { Upload } from './upload.ts'
import type { DropContent } from './written-content.ts'

/** What keeping what was sent depends on. */
export interface KeepSentDeps {
  readonly store: SenderStore
  /** Tells other tabs that the list has changed. */
  readonly notifySent: () => void
  /** Unix ms. */
  readonly now: () => number
}

/** What was sent, and by what it is managed. */
export interface SentDropFacts {
  readonly keys: Pick<Upload, 'id' | 'owner' | 'contentKey' | 'header'>
  readonly content: DropContent
  /** Of a note and a redirect: none. */
  readonly files: readonly PickedFile[]
  readonly totalBytes: number
}

/**
 * Keeps a link of a drop, beside its others, or as the only one there can be. Answers whether this browser's list holds
 * the drop now, and never fails.
 */
export type KeepLink = (link: Omit<KeptLink, 'createdAt'>, isOnly?: boolean) => Promise<boolean>

/** What a sent drop is called in the list: its one file, its folder, or the first of its files; a redirect's host. */
export function nameOfSent(content: DropContent, files: readonly PickedFile[]): string {
  if (content.kind === 'note') return 'Note'
  if (content.kind === 'redirect') return content.host
  const path = files[0]?.path ?? ''
  const folder = path.slice(0, path.indexOf('/') + 1)
  const isOneFolder = folder !== '' && files.length > 1 && files.every((file) => file.path.startsWith(folder))
  return isOneFolder ? folder.slice(0, -1) : path.slice(path.lastIndexOf('/') + 1)
}

function toKept({ keys, content, files, totalBytes }: SentDropFacts, createdAt: number): KeptDrop {
  const { id, owner, contentKey, header } = keys
  return {
    ...{ id, owner, createdAt, totalBytes },
    contentKey: contentKey.keep(),
    header: encodeHeader(header),
    kind: content.kind,
    name: nameOfSent(content, files),
    files: files.length,
    links: [],
  }
}

/**
 * Keeps a drop from its first link on, unless its sender turned keeping off. A drop that the sender forgot meanwhile is
 * not kept again.
 */
export function keepSent({ store, notifySent, now }: KeepSentDeps, facts: SentDropFacts): KeepLink {
  let fresh: KeptDrop | null = null
  const begun = store.keeping().then((isKeeping) => {
    fresh = isKeeping ? toKept(facts, now()) : null
  })
  begun.catch(() => {})
  return async (link, isOnly = false) => {
    try {
      await begun
      const kept = await store.changeDrop(facts.keys.id, (found) => {
        const drop = found ?? fresh
        const others = isOnly ? [] : drop?.links.filter(({ locator }) => locator !== link.locator)
        return drop && { ...drop, links: [...(others ?? []), { ...link, createdAt: now() }] }
      })
      fresh = null
      notifySent()
      return kept !== null
    } catch {
      return false
    }
  }
}

/** How long a link waits for the list that keeps it, in ms. */
const KEEP_MS = 1000

/** Waits until a link is kept, or is known not to be, but not for long. Never fails. */
export async function waitForList(kept: Promise<unknown>, wait: Wait, signal: AbortSignal): Promise<void> {
  const over = new AbortController()
  await Promise.race([kept, wait(KEEP_MS, AbortSignal.any([signal, over.signal]))]).catch(() => {})
  over.abort()
}

/**
 * Takes a kept link that never went live out of the list again; one whose request may have got through stays. Never
 * fails.
 */
export async function unkeepRefused(
  store: Pick<SenderStore, 'changeDrop'>,
  id: DropId,
  refused: Locator,
  error: unknown,
): Promise<void> {
  if (mayPass(error) || isDropError(error, 'cancelled')) return
  const without = (drop: KeptDrop) => ({ ...drop, links: drop.links.filter(({ locator }) => locator !== refused) })
  await store.changeDrop(id, (kept) => kept && without(kept)).catch(() => {})
}
