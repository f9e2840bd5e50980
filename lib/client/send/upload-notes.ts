import type { Bytes } from '../../format/bytes.ts'
import { encodeHeader } from '../../format/header.ts'
import type { KeptFile, SenderStore } from '../../ports/sender-store.ts'
import type { UploadLocks } from '../../ports/upload-locks.ts'
import type { PickedSource } from './picked-files.ts'
import type { UploadOrigin } from './upload-origin.ts'

/**
 * Where an upload notes what it takes to go on after a reload. Nothing here fails: an upload that cannot be noted goes
 * on without.
 */
export interface UploadNotes {
  /** Notes the files as they are now. Awaited before anything of a changed list is sealed. */
  readonly files: (files: readonly PickedSource[]) => Promise<void>
  /** Notes a part that storage acknowledged and that no further file changes. */
  readonly part: (number: number, salt: Bytes) => Promise<void>
  /** Forgets the upload, and lets it go. */
  readonly forget: () => Promise<void>
  /** Lets other tabs have the upload as it is. Nothing is noted after it. */
  readonly release: () => void
}

/** What keeping uploads depends on. */
export interface KeepUploadDeps {
  readonly store: SenderStore
  readonly locks: UploadLocks
  /** Unix ms. */
  readonly now: () => number
}

/** For what is not kept: written notes, whose text must not lie around, and devices that keep nothing. */
export const noNotes: UploadNotes = {
  files: () => Promise.resolve(),
  part: () => Promise.resolve(),
  forget: () => Promise.resolve(),
  release: () => {},
}

function keptFile({ rawPath, size, file, handle }: PickedSource): KeptFile {
  return { rawPath, size, lastModified: file.lastModified, handle: handle ?? null }
}

class StoredNotes implements UploadNotes {
  readonly #store: SenderStore
  readonly #origin: UploadOrigin
  readonly #begunAt: number
  /** Lets the upload go; `null` where it is not kept. */
  readonly #hold: Promise<(() => void) | null>
  /** One after the other: what comes later must not be overtaken. */
  #last: Promise<void> = Promise.resolve()
  #isOver = false

  constructor(store: SenderStore, origin: UploadOrigin, begunAt: number, hold: Promise<(() => void) | null>) {
    this.#store = store
    this.#origin = origin
    this.#begunAt = begunAt
    this.#hold = hold
  }

  readonly files = (files: readonly PickedSource[]): Promise<void> =>
    this.#next(() => {
      const { id, owner, header, contentKey } = this.#origin
      return this.#store.putUpload({
        ...{ id, owner, begunAt: this.#begunAt },
        contentKey: contentKey.keep(),
        header: encodeHeader(header),
        files: files.map(keptFile),
      })
    })

  readonly part = (number: number, salt: Bytes): Promise<void> =>
    this.#next(() => this.#store.putPart(this.#origin.id, number, salt))

  readonly forget = async (): Promise<void> => {
    await this.#next(() => this.#end())
    this.release()
  }

  readonly release = (): void => {
    this.#isOver = true
    void this.#hold.then((release) => release?.())
  }

  #next(work: () => Promise<void>): Promise<void> {
    this.#last = this.#last.then(() => this.#try(work))
    return this.#last
  }

  async #try(work: () => Promise<void>): Promise<void> {
    if (this.#isOver || (await this.#hold) === null) return
    try {
      await work()
    } catch {
      // What is kept no longer says how the upload stands, so it must not be gone on with.
      await this.#end().catch(() => {})
    }
  }

  async #end(): Promise<void> {
    this.#isOver = true
    await this.#store.removeUpload(this.#origin.id)
  }
}

/** Notes of a new upload. It is kept where the sender did not turn keeping off, and where this tab can lock it. */
export function keepUpload({ store, locks, now }: KeepUploadDeps, origin: UploadOrigin): UploadNotes {
  const hold = store
    .keeping()
    .then((isKeeping) => (isKeeping ? locks.take(origin.id) : null))
    .catch(() => null)
  return new StoredNotes(store, origin, now(), hold)
}

/** Notes of an upload that is kept already; `release` lets it go. */
export function goOnKeeping(
  { store }: KeepUploadDeps,
  origin: UploadOrigin,
  begunAt: number,
  release: () => void,
): UploadNotes {
  return new StoredNotes(store, origin, begunAt, Promise.resolve(release))
}
