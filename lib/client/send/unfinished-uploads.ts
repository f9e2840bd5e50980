import { type RetryPolicy, retry } from '../../adapters/http/retry.ts'
import { isDropError } from '../../format/drop-error.ts'
import type { SenderApi } from '../../ports/drop-api.ts'
import type { DropId } from '../../wire/fields.ts'
import { reachFiles } from './file-handles.ts'
import { type KeptOrigin, keptUploads, toUnfinished } from './kept-uploads.ts'
import { sameFiles } from './same-files.ts'
import type { FileFacts, FileSource, UnfinishedUpload } from './send-state.ts'
import { goOnKeeping, type KeepUploadDeps, type UploadNotes } from './upload-notes.ts'
import type { UploadOrigin } from './upload-origin.ts'

/** What the list of unfinished uploads depends on. */
export interface UnfinishedDeps extends KeepUploadDeps {
  readonly api: Pick<SenderApi, 'show' | 'revoke'>
  /** How long deleting is tried again. */
  readonly revoking: RetryPolicy
}

/** An unfinished upload that this tab goes on with. */
export interface TakenUpload {
  readonly origin: UploadOrigin
  readonly notes: UploadNotes
  /** Those it was begun with, in their order. */
  readonly sources: readonly FileSource<FileFacts>[]
}

const never = new AbortController().signal

/** The uploads that former pages of this browser did not finish. */
export class UnfinishedUploads {
  readonly #deps: UnfinishedDeps
  readonly #changed: () => void
  #kept: readonly KeptOrigin[] = []
  #list: readonly UnfinishedUpload[] = []
  #rounds = 0

  /** `changed` hears of every new list. */
  constructor(deps: UnfinishedDeps, changed: () => void) {
    this.#deps = deps
    this.#changed = changed
  }

  /**
   * The oldest first; the same object until it changes. Of which nothing is stored yet are not in it: there is nothing
   * to go on with.
   */
  get list(): readonly UnfinishedUpload[] {
    return this.#list
  }

  /** Reads the list anew, and drops what the server no longer knows. A device that keeps nothing has none. */
  async refresh(): Promise<void> {
    this.#rounds += 1
    const round = this.#rounds
    const kept = await this.#read()
    const known = await Promise.all(kept.map((upload) => this.#isKnown(upload)))
    if (known.includes(false) && round === this.#rounds) await this.#read()
  }

  /**
   * Takes an upload for this tab, with the files chosen anew or, with `null`, those that handles reach: call it from a
   * click. `null` where another tab is at it, or it is not kept any more. Errors: `file-changed`, `file-unreadable`,
   * `save-failed`; the upload stays as it is then.
   */
  async take(id: DropId, chosen: readonly FileSource<FileFacts>[] | null): Promise<TakenUpload | null> {
    const files = this.#kept.find(({ upload }) => upload.id === id)?.upload.files ?? []
    const sources = chosen ?? (await reachFiles(files))
    const release = await this.#deps.locks.take(id)
    if (release === null) return null
    try {
      // Another tab may have gone on with it, or finished it, before this one had the lock.
      const found = (await keptUploads(this.#deps.store)).find(({ upload }) => upload.id === id)
      if (found !== undefined) return this.#goOn(found, sources, release)
    } catch (error) {
      release()
      throw error
    }
    release()
    return null
  }

  /** Deletes what an upload stored, and forgets it; not where another tab is at it. */
  async discard(id: DropId): Promise<void> {
    const { locks, store } = this.#deps
    const release = await locks.take(id)
    if (release !== null) {
      const found = this.#kept.find(({ upload }) => upload.id === id)
      if (found !== undefined) this.#revoke(found)
      await store.removeUpload(id).catch(() => {})
      release()
    }
    await this.#read()
  }

  #goOn({ upload, origin }: KeptOrigin, chosen: readonly FileSource<FileFacts>[], release: () => void): TakenUpload {
    const sources = sameFiles(upload.files, chosen)
    this.#list = this.#list.filter(({ id }) => id !== upload.id)
    return { origin, sources, notes: goOnKeeping(this.#deps, origin, upload.begunAt, release) }
  }

  async #read(): Promise<readonly KeptOrigin[]> {
    const { locks, store } = this.#deps
    const taken = await locks.taken()
    this.#kept = await keptUploads(store).catch(() => [])
    const shown = this.#kept.filter(({ doneBytes }) => doneBytes > 0)
    this.#list = shown.map((kept) => toUnfinished(kept, taken)).sort((a, b) => a.begunAt - b.begunAt)
    this.#changed()
    return this.#kept.filter(({ upload }) => !taken.has(upload.id))
  }

  /**
   * Whether the server still takes parts of an upload, as far as it says. One that it does not know is forgotten, and
   * so is one of which nothing is stored.
   */
  async #isKnown(kept: KeptOrigin): Promise<boolean> {
    const { id, owner } = kept.upload
    if (kept.doneBytes === 0) return this.#forget(kept, true)
    try {
      const { state } = await this.#deps.api.show(id, owner, never)
      return state === 'uploading' || (await this.#forget(kept, false))
    } catch (error) {
      return !isDropError(error, 'not-found') || (await this.#forget(kept, false))
    }
  }

  /** Answers `false`, unless a tab has come to it meanwhile. */
  async #forget(kept: KeptOrigin, isStored: boolean): Promise<boolean> {
    const { locks, store } = this.#deps
    const { id } = kept.upload
    const release = await locks.take(id)
    if (release === null) return true
    if (isStored) this.#revoke(kept)
    await store.removeUpload(id).catch(() => {})
    release()
    return false
  }

  /** What cannot be deleted now, the server forgets after a day. */
  #revoke({ upload: { id, owner } }: KeptOrigin): void {
    const { api, revoking } = this.#deps
    retry(revoking, never, () => api.revoke(id, owner, never)).catch(() => {})
  }
}
