import { checkNotCancelled, type RetryPolicy, retry } from '../adapters/http/retry.ts'
import type { RandomSource } from '../crypto/random-source.ts'
import { MAX_PARTS } from '../format/constants.ts'
import { DropError, isDropError } from '../format/drop-error.ts'
import { measurePayload, paddedLength } from '../format/geometry.ts'
import type { Header } from '../format/header.ts'
import type { SenderApi } from '../ports/drop-api.ts'
import { checkLimits, type PickedSource } from './picked-files.ts'
import type { Layout } from './plan-parts.ts'
import type { TakenUpload } from './unfinished-uploads.ts'
import { Upload, type UploadDeps, type UploadListener } from './upload.ts'
import { type KeepUploadDeps, keepUpload, noNotes } from './upload-notes.ts'
import { newOrigin } from './upload-origin.ts'

/** What a session depends on. */
export interface SessionDeps extends Omit<UploadDeps, 'notes'>, KeepUploadDeps {
  readonly random: RandomSource
  readonly chooseHeader: (lengthBound: number) => Header
  /** Errors: `browser-unsupported`. */
  readonly checkBrowser: () => void
  /** How long deleting is tried again, where nobody waits for more. */
  readonly revoking: RetryPolicy
}

/** What a session is begun with. */
export interface SessionStart {
  /** A kept upload that is gone on with; `null` for a new one. */
  readonly taken: TakenUpload | null
  /** Whether a new one is kept for a later page. */
  readonly isKept: boolean
  /** What is to be sent as things stand. */
  readonly layout: () => Layout<PickedSource>
  /** Largest drop in bytes, once the server said it. */
  readonly maxBytes: (signal: AbortSignal) => Promise<number>
}

/** One content key's life: begun with the first file, over when bytes have to be taken out. */
export interface SendSession {
  readonly stop: AbortController
  readonly taken: TakenUpload | null
  readonly opened: Promise<Upload>
  /** Once it is opened. */
  upload: Upload | null
}

const never = new AbortController().signal

/** Errors: `upload-ended` where the server takes no more of it. */
async function checkUploading(api: SenderApi, { origin }: TakenUpload, signal: AbortSignal): Promise<void> {
  try {
    if ((await api.show(origin.id, origin.owner, signal)).state === 'uploading') return
  } catch (error) {
    if (!isDropError(error, 'not-found')) throw error
  }
  throw new DropError('upload-ended')
}

async function openUpload(deps: SessionDeps, start: SessionStart, listener: UploadListener, signal: AbortSignal) {
  const { taken, layout } = start
  deps.checkBrowser()
  const most = await start.maxBytes(signal)
  if (taken !== null) await deps.patience.run(signal, () => checkUploading(deps.api, taken, signal))
  checkNotCancelled(signal)
  checkLimits(layout().files, most)
  const origin = taken?.origin ?? newOrigin(deps.random, deps.chooseHeader(layout().total))
  const notes = taken?.notes ?? (start.isKept ? keepUpload(deps, origin) : noNotes)
  return new Upload({ ...deps, notes }, origin, listener)
}

/** Begins a session. `failed` hears what ends it, unless it was abandoned. */
export function beginSession(
  deps: SessionDeps,
  start: SessionStart,
  { stored, failed }: { readonly stored: () => void; readonly failed: (stop: AbortController, error: unknown) => void },
): SendSession {
  const stop = new AbortController()
  const listener = { stored, failed: (error: unknown) => failed(stop, error) }
  const opened = openUpload(deps, start, listener, stop.signal)
  const session: SendSession = { stop, taken: start.taken, opened, upload: null }
  opened.then((upload) => {
    session.upload = upload
    upload.extend(start.layout())
  }, listener.failed)
  return session
}

/**
 * Ends a session, forgets it and lets the server delete what it stored; where that cannot be said, the server forgets it by itself after a day. Resolves once it is
 * forgotten here.
 */
export async function abandonSession(
  { api, revoking }: { readonly api: SenderApi; readonly revoking: RetryPolicy },
  session: SendSession,
): Promise<void> {
  session.stop.abort()
  session.upload?.stop()
  const begun = await session.opened.catch(() => session.taken)
  if (begun === null) return
  if (begun instanceof Upload) begun.stop()
  const { origin, notes } = begun
  await notes.forget()
  retry(revoking, never, () => api.revoke(origin.id, origin.owner, never)).catch(() => {})
}

/** Whether the parts of a header can hold so many bytes. */
export function fitsHeader(header: Header, bytes: number): boolean {
  return paddedLength(bytes) <= MAX_PARTS * measurePayload(header, 0).partBytes
}
