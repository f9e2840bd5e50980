import { checkNotCancelled, type RetryPolicy, retry } from '../../adapters/http/retry.ts'
import type { RandomSource } from '../../crypto/random-source.ts'
import { MAX_PARTS } from '../../format/constants.ts'
import { DropError, isDropError } from '../../format/drop-error.ts'
import { measurePayload, paddedLength } from '../../format/geometry.ts'
import type { Header } from '../../format/header.ts'
import type { SenderApi } from '../../ports/drop-api.ts'
import { checkLimits, type PickedSource } from './picked-files.ts'
import type { Layout } from './plan-parts.ts'
import type { TakenUpload } from './unfinished-uploads.ts'
import { Upload, type UploadDeps, type UploadListener } from './upload.ts'
import { type KeepUploadDeps, keepUpload, noNotes } from './upload-notes.ts'
import { newOrigin, type UploadOrigin } from './upload-origin.ts'
import type { UploadTicket } from './upload-ticket.ts'

/** What a session depends on. */
export interface SessionDeps extends Omit<UploadDeps, 'notes'>, KeepUploadDeps {
  readonly random: RandomSource
  readonly chooseHeader: (lengthBound: number) => Header
  /** Errors: `browser-unsupported`. */
  readonly checkBrowser: () => void
  /** How long deleting is tried again, where nobody waits for more. */
  readonly revoking: RetryPolicy
  /** Who gives tickets where the instance asks for one. */
  readonly ticket?: Pick<UploadTicket, 'begin'> | undefined
}

/** What a session is begun with. */
export interface SessionStart {
  /** A kept upload that is gone on with; `null` for a new one. */
  readonly taken: TakenUpload | null
  /** Whether a new one is kept for a later page. */
  readonly isKept: boolean
  /** What is to be sent as things stand. */
  readonly layout: () => Layout<PickedSource>
  /** Resolves once the server has let the upload before go: a ticket may have a place for one alone. */
  readonly former: Promise<void>
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

/** The API, with a ticket for what begins. */
function beginningWith({ api, ticket }: SessionDeps, { former }: SessionStart): SenderApi {
  if (ticket === undefined) return api
  return {
    ...api,
    begin: async (request, signal) => {
      await former
      return ticket.begin(request, signal)
    },
  }
}

async function openUpload(deps: SessionDeps, start: SessionStart, listener: UploadListener, signal: AbortSignal) {
  const { taken, layout } = start
  deps.checkBrowser()
  deps.sealing.prepare()
  const most = await start.maxBytes(signal)
  if (taken !== null) await deps.patience.run(signal, () => checkUploading(deps.api, taken, signal))
  checkNotCancelled(signal)
  checkLimits(layout().files, most)
  const origin = taken?.origin ?? newOrigin(deps.random, deps.chooseHeader(layout().total))
  const notes = taken?.notes ?? (start.isKept ? keepUpload(deps, origin) : noNotes)
  return new Upload({ ...deps, api: beginningWith(deps, start), notes }, origin, listener)
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

async function forget(session: SendSession): Promise<UploadOrigin | null> {
  const begun = await session.opened.catch(() => session.taken)
  if (begun === null) return null
  if (begun instanceof Upload) begun.stop()
  await begun.notes.forget()
  return begun.origin
}

async function revoke(
  { api, revoking }: { readonly api: SenderApi; readonly revoking: RetryPolicy },
  origin: UploadOrigin | null,
): Promise<void> {
  if (origin === null) return
  await retry(revoking, never, () => api.revoke(origin.id, origin.owner, never)).catch(() => {})
}

/**
 * Ends a session, forgets it and lets the server delete what it stored; where that cannot be said, the server forgets
 * it by itself after a day. `forgotten` resolves once that is so here, `deleted` once the server has heard it, or does
 * not answer.
 */
export function abandonSession(
  deps: { readonly api: SenderApi; readonly revoking: RetryPolicy },
  session: SendSession,
): { readonly forgotten: Promise<void>; readonly deleted: Promise<void> } {
  session.stop.abort()
  session.upload?.stop()
  const begun = forget(session)
  return { forgotten: begun.then(() => {}), deleted: begun.then((each) => revoke(deps, each)) }
}

/** Whether the parts of a header can hold so many bytes. */
export function fitsHeader(header: Header, bytes: number): boolean {
  return paddedLength(bytes) <= MAX_PARTS * measurePayload(header, 0).partBytes
}
