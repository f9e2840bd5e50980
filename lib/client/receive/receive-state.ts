import type { DropError } from '../../format/drop-error.ts'
import type { ReportRequest } from '../../wire/links.ts'
import type { DropKind, TransferProgress, Written } from '../send/send-state.ts'

/** The largest file that can be looked at inside the page, in bytes. */
export const MAX_LOOK_BYTES = 256 * 2 ** 20

/** A file as the manifest tells it: hostile words until shown as plain text. */
export interface ReceivedFile {
  readonly path: string
  readonly size: number
  readonly type: string
}

/** Which files are wanted: indices into the drop's files, ascending; or all of them. */
export type Selection = 'all' | readonly number[]

/**
 * How this browser or window saves a file: `stream`, as its own download, while it comes; `picked`, into a file that it
 * asks the person for; `gathered`, on the disk first and then as a download of its own; `memory`, the same in memory.
 */
export type SaveWay = 'stream' | 'picked' | 'gathered' | 'memory'

/** A file that is gathered in memory and is larger than this may fail for want of it, in bytes. */
export const MEMORY_WARNING_BYTES = 500 * 2 ** 20

/** A download this browser has claimed and may go on with: nothing it takes until then uses another one up. */
export interface HeldLease {
  /** Unix ms: over at this millisecond unless more is taken before. */
  readonly lapsesAt: number
  /** What was begun and is partly on this device, where the browser could keep it; a retry goes on from there. */
  readonly unfinished: { readonly selection: Selection; readonly progress: TransferProgress } | null
}

/** What a receiver may know before the click. */
export interface OpenedDrop {
  readonly kind: DropKind
  /** Of `files`; else none. */
  readonly files: readonly ReceivedFile[]
  /** Of a redirect: host and port of where it leads. */
  readonly host: string | null
  readonly lease: HeldLease | null
  /**
   * Whether a download of all of it is kept on this device while it runs, so that it survives a reload. Where not, a
   * reload begins anew, within the same lease.
   */
  readonly survivesReload: boolean
  readonly saveWay: SaveWay
  readonly totalBytes: number
  /** Unix ms. */
  readonly expiresAt: number
  readonly maxDownloads: number
  readonly placesLeft: number
  /** Where every place is taken but some by running downloads: when the first may come free (Unix ms). */
  readonly heldUntil: number | null
}

/** What a receiver tells the operator. Only with `disclosesCode` does the link's code leave this page. */
export interface DropReport {
  readonly reason: ReportRequest['reason']
  readonly words: string
  readonly disclosesCode: boolean
}

/** What the receive page shows. */
export type ReceiveState =
  /** No code yet: the page offers a field to type or paste one. */
  | { readonly phase: 'asking'; readonly error: DropError | null }
  | { readonly phase: 'opening' }
  /** The code asks for a password. Nothing of the drop is known before it. */
  | {
      readonly phase: 'password'
      readonly hint: string | null
      /** `password-wrong`, or `too-many-requests` with `at`; `null` at first. A frozen link is `failed`. */
      readonly error: DropError | null
      /** A password is being stretched and tried. */
      readonly isTrying: boolean
    }
  | { readonly phase: 'opened'; readonly drop: OpenedDrop }
  | {
      readonly phase: 'receiving'
      readonly drop: OpenedDrop
      readonly selection: Selection
      readonly progress: TransferProgress
      readonly stage: 'claiming' | 'receiving' | 'verifying'
    }
  /** The network failed for long; the lease lives and a retry goes on where it stopped. */
  | {
      readonly phase: 'interrupted'
      readonly drop: OpenedDrop
      readonly selection: Selection
      readonly progress: TransferProgress
      readonly error: DropError
    }
  /**
   * Every byte of the selection was verified and handed to the browser to save. Where `drop.lease` stands, more may be
   * taken within it.
   */
  | { readonly phase: 'received'; readonly drop: OpenedDrop; readonly selection: Selection }
  /**
   * A note's text or a redirect's address, verified. Shown as plain text; an address is http or https and leads to
   * `drop.host`.
   */
  | { readonly phase: 'read'; readonly drop: OpenedDrop; readonly written: Written }
  /**
   * The receiver cancelled, on the page or in the browser's own list of downloads; or the browser's disk was full,
   * which looks the same. `drop` may be received again where a place is left.
   */
  | { readonly phase: 'cancelled'; readonly drop: OpenedDrop; readonly inBrowser: boolean }
  | { readonly phase: 'failed'; readonly error: DropError; readonly drop: OpenedDrop | null }

/** One drop being received. Methods never throw: what goes wrong shows in `state`. */
export interface ReceiveDrop {
  readonly state: () => ReceiveState
  readonly subscribe: (listener: () => void) => () => void
  /** Reads the manifest behind a link, a code or eleven words. Uses no download up. An empty text asks for one. */
  readonly open: (text: string) => void
  /** In `password`: tries it. */
  readonly unlock: (password: string) => void
  /** Somebody may be about to take something: loads what that needs. */
  readonly prepare: () => void
  /**
   * Takes a selection, within the held lease or by claiming one: files are streamed to disk, one as itself, several as
   * a zip; a note or a redirect is `read`. Goes on with what is unfinished where the selection is the same. Call it
   * from a person's click.
   */
  readonly receive: (selection: Selection) => void
  /** The name under which a selection is saved: the file's own, or the zip's. */
  readonly saveName: (selection: Selection) => string
  /**
   * One file's bytes for a look inside, within the held lease or by claiming one. Resolves once all of them are
   * verified. Errors: as a download; `too-large` beyond `MAX_LOOK_BYTES`. Call it from a person's click.
   */
  readonly look: (index: number, signal: AbortSignal) => Promise<Blob>
  /**
   * Counts the held lease's download as done, where something was taken; gives it back where nothing was. Nothing more
   * can be taken within it.
   */
  readonly finish: () => void
  /** In `interrupted`: goes on where it stopped. In `failed`: opens the link again. */
  readonly retry: () => void
  readonly cancel: () => void
  /**
   * Reports the link that was opened last to the operator. Uses no download up. Errors: `link-malformed`, `not-found`,
   * `too-many-requests`, those of the API.
   */
  readonly report: (report: DropReport, signal: AbortSignal) => Promise<void>
}
