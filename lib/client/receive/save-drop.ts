import type { FetchRange } from '../../adapters/http/fetch-range.ts'
import { checkNotCancelled } from '../../adapters/http/retry.ts'
import type { PayloadKey } from '../../crypto/payload-key.ts'
import type { Bytes } from '../../format/bytes.ts'
import { DropError, isDropError } from '../../format/drop-error.ts'
import type { Geometry } from '../../format/geometry.ts'
import type { BearerToken, LeaseApi } from '../../ports/drop-api.ts'
import type { FileSink } from '../../ports/file-sink.ts'
import type { KeptParts, OpenKeptParts } from '../../ports/kept-downloads.ts'
import type { LeaseId } from '../../wire/fields.ts'
import type { PartsGrant } from '../../wire/links.ts'
import { createPatience, type Patience, type PatienceDeps } from '../patience.ts'
import { readChunks } from './chunk-source.ts'
import { keepWhileSlow } from './keep-while-slow.ts'
import { keepLease } from './lease-keeping.ts'
import type { FilesManifest } from './open-link.ts'
import { savedBytes } from './saved-file.ts'
import { type SelectionPlan, sealedBytesOf } from './selection.ts'

/** One selection of a claimed download. Structured-cloneable. */
export interface SaveJob {
  readonly payloadKey: PayloadKey
  readonly geometry: Geometry
  readonly manifest: FilesManifest
  readonly plan: SelectionPlan
  readonly lease: { readonly id: LeaseId; readonly token: BearerToken }
  /** A window that was granted with the claim. */
  readonly grant: PartsGrant | null
  /** Under which name its parts are kept on this device as they come, and read again; `null` for not at all. */
  readonly keepAs: string | null
  /** Unix ms: the date of files that have none. */
  readonly now: number
}

/** What is heard of a running download. */
export interface SaveHooks {
  /** Bytes of the saved file that were verified and handed over so far. */
  readonly onProgress: (savedBytes: number) => void
  /** It does not get on because of `error`; `null` once it does again. */
  readonly onStuck: (error: DropError | null) => void
  /** The lease was renewed and lapses then (Unix ms). */
  readonly onRenewed: (lapsesAt: number) => void
  /** What was kept on this device had to go, or never could be kept: a reload begins anew. */
  readonly onUnkept: () => void
}

/** A sink that is ready for one file. */
export interface PreparedSave {
  /**
   * Saves the drop and resolves once the last byte was verified and taken. Whatever fails leaves no file that looks
   * whole.
   * Errors: `cancelled` (subject `sink` where the person stopped the browser's download), `save-failed`, those of
   * `readChunks`.
   */
  readonly save: (job: SaveJob, hooks: SaveHooks, signal: AbortSignal) => Promise<void>
  /** Tries at once what waits for the network. */
  readonly kick: () => void
  /** Lets go of a sink that will not be used. */
  readonly discard: () => void
}

/**
 * Prepares to save a file of `size` bytes, in this thread or in a worker. Errors: `browser-unsupported`, `save-failed`.
 */
export type PrepareSave = (name: string, size: number) => Promise<PreparedSave>

export interface SaveDeps {
  readonly api: Pick<LeaseApi, 'grant' | 'renew'>
  readonly fetchRange: FetchRange
  readonly patience: PatienceDeps
  readonly openKept: OpenKeptParts
  /** What would be had again in so many ms is not kept. */
  readonly hadAgainMs: number
}

/** Writes everything and closes, or aborts the sink. Its own failure goes before those that follow from it. */
async function pour(
  bytes: (signal: AbortSignal) => AsyncIterable<Bytes>,
  sink: FileSink,
  onProgress: (savedBytes: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const abort = () => sink.abort(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  try {
    let saved = 0
    for await (const piece of bytes(AbortSignal.any([signal, sink.broken]))) {
      // A sink takes the buffer away.
      saved += piece.length
      await sink.write(piece)
      onProgress(saved)
    }
    await sink.close()
  } catch (error) {
    sink.abort(error)
    checkNotCancelled(signal)
    sink.broken.throwIfAborted()
    throw error
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

/** What a job is read through. */
interface Reading {
  readonly patience: Patience
  readonly kept: KeptParts | null
  readonly onRenewed: (lapsesAt: number) => void
}

function readJob(deps: SaveDeps, reading: Reading, job: SaveJob, signal: AbortSignal): AsyncIterable<Bytes> {
  const { payloadKey, geometry, manifest, plan, grant, now } = job
  const { patience, kept, onRenewed } = reading
  const { grantFrom, renewing } = keepLease({ api: deps.api, now: deps.patience.now, onRenewed }, job, signal)
  const source = { fetchRange: deps.fetchRange, patience, grantFrom, kept }
  const { runs } = plan
  const chunks = readChunks(source, { payloadKey, geometry, partSalts: manifest.partSalts, runs, grant }, signal)
  return savedBytes({ manifest, geometry, plan }, renewing(chunks), now)
}

/** Where the job's parts are kept; `null` for nowhere. */
async function openKept(deps: SaveDeps, job: SaveJob, onUnkept: () => void): Promise<KeptParts | null> {
  if (job.keepAs === null) return null
  const parts = await deps.openKept(job.keepAs, onUnkept)
  if (parts === null) onUnkept()
  const pace = { hadAgainMs: deps.hadAgainMs, now: deps.patience.now }
  return parts && keepWhileSlow(parts, sealedBytesOf(job.geometry, job.plan), pace)
}

/** A `PreparedSave` that does the work in this thread and writes to `sink`. */
export function saveInThread(deps: SaveDeps, sink: FileSink): PreparedSave {
  let kick = () => {}
  return {
    async save(job, hooks, signal) {
      const patience = createPatience(deps.patience, hooks.onStuck)
      kick = patience.kick
      const kept = await openKept(deps, job, hooks.onUnkept)
      const reading = { patience, kept, onRenewed: hooks.onRenewed }
      try {
        await pour((stop) => readJob(deps, reading, job, stop), sink, hooks.onProgress, signal)
      } finally {
        kept?.close()
      }
    },
    kick: () => kick(),
    discard: () => sink.abort(new DropError('cancelled')),
  }
}

/** Whether the person stopped the browser's own download. */
export function wasStoppedInBrowser(error: unknown): boolean {
  return isDropError(error, 'cancelled') && error.facts.subject === 'sink'
}
