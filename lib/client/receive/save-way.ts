import { hasGathered } from '../../adapters/opfs/gathered-files.ts'
import { findDownloadWorker } from '../../adapters/sinks/download-worker.ts'
import type { PickFile } from '../../adapters/sinks/picked-sink.ts'
import type { SaveWay } from './receive-state.ts'

/** A way to save, with what it needs of the browser. */
export type FoundWay =
  | { readonly way: 'stream'; readonly worker: ServiceWorker }
  | { readonly way: 'picked'; readonly pick: PickFile }
  | { readonly way: Exclude<SaveWay, 'stream' | 'picked'> }

/** Chromium's dialog for a new file (File System Access 3.3); TypeScript's types leave it out. */
function findPicker(): PickFile | null {
  const pick: unknown = Reflect.get(window, 'showSaveFilePicker')
  return typeof pick === 'function' ? (pick.bind(window) as PickFile) : null
}

async function find(): Promise<FoundWay> {
  // Absent over plain http; in some private windows it is there and refuses.
  const worker = 'serviceWorker' in navigator ? await findDownloadWorker(navigator.serviceWorker) : null
  if (worker !== null) return { way: 'stream', worker }
  const pick = findPicker()
  if (pick !== null) return { way: 'picked', pick }
  return { way: (await hasGathered()) ? 'gathered' : 'memory' }
}

let found: Promise<FoundWay> | null = null

/** How files are saved in this page: asked once, by trying. Never fails. See docs/decisions for the order. */
export async function findSaveWay(): Promise<SaveWay> {
  return (await (found ??= find())).way
}

/**
 * The way for a download that begins now: a worker that was there before may have been replaced since, and is looked
 * for again. Never fails.
 */
export async function saveWayNow(): Promise<FoundWay> {
  const before = await (found ??= find())
  return before.way === 'stream' ? (found = find()) : before
}
