import type { DropError } from '../../format/drop-error.ts'
import type { DropId, Locator } from '../../wire/fields.ts'

/** A file as the sender picked it, under the path the receiver will see. */
export interface PickedFile {
  /** Stable for as long as the file is in the list. */
  readonly key: string
  readonly path: string
  /** Bytes. */
  readonly size: number
}

/**
 * How far a transfer is. Only bytes that storage has acknowledged (up) or that are verified and handed to the disk
 * (down) are `doneBytes`.
 */
export interface TransferProgress {
  readonly doneBytes: number
  readonly totalBytes: number
  /** Smoothed; `null` until it is known. */
  readonly bytesPerSecond: number | null
  /** Whole seconds; `null` until it is known. */
  readonly secondsLeft: number | null
}

/** What is in a drop. */
export type DropKind = 'files' | 'note' | 'redirect'

/** What the sender chooses when asking for a link. */
export interface LinkChoice {
  /** Seconds from the moment the link is made. */
  readonly expiresIn: number
  readonly maxDownloads: number
  /** What receivers are asked for; `null` for nothing. One character or more. */
  readonly password: string | null
  /** Sealed words for who is asked for the password, at most 200 bytes of UTF-8; `null` for none. */
  readonly hint: string | null
  /**
   * One link for each, none twice; `[null]` for one link without a label. Only the sender's own list ever holds them.
   */
  readonly labels: readonly (string | null)[]
}

/** A link that was made, as its sender's page holds it. */
export interface ReadyLink {
  readonly locator: Locator
  /** The whole link with the code in its fragment: a secret. */
  readonly url: string
  readonly label: string | null
  readonly needsPassword: boolean
  /** Unix ms. */
  readonly expiresAt: number
  readonly maxDownloads: number
}

/** An upload that was cut off by a reload, a crash or a closed tab, as this browser keeps it. */
export interface UnfinishedUpload {
  readonly id: DropId
  /** In order. Keys are stable. */
  readonly files: readonly PickedFile[]
  readonly progress: TransferProgress
  /** Unix ms. */
  readonly begunAt: number
  /** Whether the browser can reach the files again by itself; else they have to be chosen once more. */
  readonly hasHandles: boolean
  /** Whether another tab is at it right now. */
  readonly isElsewhere: boolean
}

/** What is written instead of picked: a note's text, or the address a one-time redirect leads to. */
export type Written =
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'redirect'; readonly address: string }

/** What the send page shows. One phase at a time; every phase says all it needs. */
export type SendState =
  /** `refusal`: what was just added was too much, and nothing of it was taken. Gone with the next addition. */
  | { readonly phase: 'empty'; readonly refusal?: DropError; readonly unfinished: readonly UnfinishedUpload[] }
  /**
   * Files are chosen and already being sealed and stored; more may be added, some removed. `refusal` as in `empty`, or
   * of a choice no link can be made of: what was there before stays.
   */
  | {
      readonly phase: 'gathering'
      readonly files: readonly PickedFile[]
      readonly progress: TransferProgress
      readonly refusal?: DropError
    }
  /**
   * This instance wants a ticket before anything is sent (`UploadTicket` says why another one). Nothing that was chosen
   * or written is lost; it goes on with the ticket.
   */
  | {
      readonly phase: 'ticket'
      readonly kind: DropKind
      readonly files: readonly PickedFile[]
      readonly progress: TransferProgress
    }
  /** The sender asked for the link: the rest is being stored. `stage` is what is going on now. */
  | {
      readonly phase: 'finishing'
      readonly kind: DropKind
      readonly files: readonly PickedFile[]
      readonly progress: TransferProgress
      readonly choice: LinkChoice
      readonly stage: 'storing' | 'linking' | 'checking'
    }
  /**
   * Stopped by a failure that a retry may mend (network, unavailable, …); nothing stored is lost, and it tries again by
   * itself when the network is back.
   */
  | {
      readonly phase: 'paused'
      readonly kind: DropKind
      readonly files: readonly PickedFile[]
      readonly progress: TransferProgress
      readonly error: DropError
      readonly choice: LinkChoice | null
    }
  | {
      readonly phase: 'ready'
      readonly kind: DropKind
      /** Of a note and a redirect: none. */
      readonly files: readonly PickedFile[]
      readonly totalBytes: number
      /** Those that live, in the order in which they were made. */
      readonly links: readonly ReadyLink[]
      /** Whether this browser keeps the drop in its list of sent ones. */
      readonly isKept: boolean
      /** Why not all links that were asked for with the first one could be made; gone with the next that are. */
      readonly refusal?: DropError
    }
  /** The sender deleted the drop. */
  | { readonly phase: 'deleted' }
  /** Ended by a failure that no retry mends; what was stored is being deleted. */
  | { readonly phase: 'failed'; readonly files: readonly PickedFile[]; readonly error: DropError }

/**
 * What is known of a picked file before it is read: a browser's `File`, or what stands for one where there is no
 * browser.
 */
export interface FileFacts {
  /** Bytes. */
  readonly size: number
  /** Unix ms. */
  readonly lastModified: number
  /** A MIME type; empty for none. */
  readonly type: string
}

/** A file with the path it had where the sender took it from (a folder's files carry the folder's name). */
export interface FileSource<F extends FileFacts = File> {
  readonly path: string
  readonly file: F
  /** By which the browser reaches the file again after a reload, where it gives one. */
  readonly handle?: FileSystemFileHandle
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
  /**
   * From `empty`: stores what was written and makes the link. Refused (`bad-request`, `too-large`) where it is empty,
   * too long, or no http(s) address.
   */
  readonly write: (written: Written, choice: LinkChoice) => void
  /**
   * Goes on with an unfinished upload, from a person's click: with the files chosen anew, or with `null` where the
   * browser has handles. Files that changed, or are not the same, are refused (`file-changed`).
   */
  readonly resume: (id: DropId, sources: readonly FileSource[] | null) => void
  /** Deletes what an unfinished upload stored, and forgets it. */
  readonly discard: (id: DropId) => void
  /**
   * In `ready`: more links to the same drop, nothing is uploaded again. A changed password is another link. Resolves
   * with the failure where there is one.
   */
  readonly addLinks: (choice: LinkChoice) => Promise<DropError | null>
  /** In `ready`: ends one link; with the last one the drop (`deleted`). */
  readonly revokeLink: (locator: Locator) => Promise<DropError | null>
  readonly retry: () => void
  /** Stops, deletes what was stored and is `empty` again. */
  readonly cancel: () => void
  /** In `ready`: deletes the drop. Resolves with the failure where it could not; the state stays `ready` then. */
  readonly deleteDrop: () => Promise<DropError | null>
  /** After `ready`, `deleted` or `failed`: `empty` again, for another drop. The former drop stays as it is. */
  readonly startOver: () => void
}
