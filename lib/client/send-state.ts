import type { DropError } from '../format/drop-error.ts'

/** A file as the sender picked it, under the path the receiver will see. */
export interface PickedFile {
  /** Stable for as long as the file is in the list. */
  readonly key: string
  readonly path: string
  /** Bytes. */
  readonly size: number
}

/** How far a transfer is. Only bytes that storage has acknowledged (up) or that are verified and handed to the disk (down) are `doneBytes`. */
export interface TransferProgress {
  readonly doneBytes: number
  readonly totalBytes: number
  /** Smoothed; `null` until it is known. */
  readonly bytesPerSecond: number | null
  /** Whole seconds; `null` until it is known. */
  readonly secondsLeft: number | null
}

/** What the sender chooses when asking for the link. */
export interface LinkChoice {
  /** Seconds from the moment the link is made. */
  readonly expiresIn: number
  readonly maxDownloads: number
}

/** A link that was made, as long as this page is open. */
export interface ReadyLink {
  /** The whole link with the code in its fragment: a secret. */
  readonly url: string
  /** Unix ms. */
  readonly expiresAt: number
  readonly maxDownloads: number
}

/** What the send page shows. One phase at a time; every phase says all it needs. */
export type SendState =
  /** `refusal`: what was just added was too much, and nothing of it was taken. Gone with the next addition. */
  | { readonly phase: 'empty'; readonly refusal?: DropError }
  /** Files are chosen and already being sealed and stored; more may be added, some removed. `refusal` as in `empty`: what was there before stays. */
  | {
      readonly phase: 'gathering'
      readonly files: readonly PickedFile[]
      readonly progress: TransferProgress
      readonly refusal?: DropError
    }
  /** The sender asked for the link: the rest is being stored. `stage` is what is going on now. */
  | {
      readonly phase: 'finishing'
      readonly files: readonly PickedFile[]
      readonly progress: TransferProgress
      readonly choice: LinkChoice
      readonly stage: 'storing' | 'linking' | 'checking'
    }
  /** Stopped by a failure that a retry may mend (network, unavailable, …); nothing stored is lost, and it tries again by itself when the network is back. */
  | {
      readonly phase: 'paused'
      readonly files: readonly PickedFile[]
      readonly progress: TransferProgress
      readonly error: DropError
      readonly choice: LinkChoice | null
    }
  | {
      readonly phase: 'ready'
      readonly files: readonly PickedFile[]
      readonly totalBytes: number
      readonly link: ReadyLink
    }
  /** The sender deleted the drop. */
  | { readonly phase: 'deleted' }
  /** Ended by a failure that no retry mends; what was stored is being deleted. */
  | { readonly phase: 'failed'; readonly files: readonly PickedFile[]; readonly error: DropError }

/** A file with the path it had where the sender took it from (a folder's files carry the folder's name). */
export interface FileSource {
  readonly path: string
  readonly file: File
}

/** One drop being sent. Methods never throw: what goes wrong shows in `state`. */
export interface SendDrop {
  /** The current state; a new object at each change, the same one otherwise (for `useSyncExternalStore`). */
  readonly state: () => SendState
  readonly subscribe: (listener: () => void) => () => void
  readonly add: (sources: readonly FileSource[]) => void
  /** Takes a file out. Where bytes of it were already sealed, the drop starts again under a new content key. */
  readonly remove: (key: string) => void
  readonly makeLink: (choice: LinkChoice) => void
  readonly retry: () => void
  /** Stops, deletes what was stored and is `empty` again. */
  readonly cancel: () => void
  /** In `ready`: deletes the drop. Resolves with the failure where it could not; the state stays `ready` then. */
  readonly deleteDrop: () => Promise<DropError | null>
  /** After `ready`, `deleted` or `failed`: `empty` again, for another drop. The former drop stays as it is. */
  readonly startOver: () => void
}
