import type { DropError } from '../format/drop-error.ts'
import type { TransferProgress } from './send-state.ts'

/** A file as the manifest tells it: hostile words until shown as plain text. */
export interface ReceivedFile {
  readonly path: string
  readonly size: number
  readonly type: string
}

/** What a receiver may know before the click. */
export interface OpenedDrop {
  readonly files: readonly ReceivedFile[]
  readonly totalBytes: number
  /** Unix ms. */
  readonly expiresAt: number
  readonly maxDownloads: number
  readonly placesLeft: number
  /** Where every place is taken but some by running downloads: when the first may come free (Unix ms). */
  readonly heldUntil: number | null
  /** The name of the file that will be saved: the file's own, or the zip's. */
  readonly saveName: string
}

/** What the receive page shows. */
export type ReceiveState =
  /** No code yet: the page offers a field to type or paste one. */
  | { readonly phase: 'asking'; readonly error: DropError | null }
  | { readonly phase: 'opening' }
  | { readonly phase: 'opened'; readonly drop: OpenedDrop }
  | {
      readonly phase: 'receiving'
      readonly drop: OpenedDrop
      readonly progress: TransferProgress
      readonly stage: 'claiming' | 'receiving' | 'verifying'
    }
  /** The network failed for long; the lease lives and a retry goes on where it stopped. */
  | {
      readonly phase: 'interrupted'
      readonly drop: OpenedDrop
      readonly progress: TransferProgress
      readonly error: DropError
    }
  /** Every byte was verified and handed to the browser to save. */
  | { readonly phase: 'received'; readonly drop: OpenedDrop }
  /** The receiver cancelled; `drop` may be received again where a place is left. */
  | { readonly phase: 'cancelled'; readonly drop: OpenedDrop }
  | { readonly phase: 'failed'; readonly error: DropError; readonly drop: OpenedDrop | null }

/** One drop being received. Methods never throw: what goes wrong shows in `state`. */
export interface ReceiveDrop {
  readonly state: () => ReceiveState
  readonly subscribe: (listener: () => void) => () => void
  /** Reads the manifest behind a link, a code or eleven words. Uses no download up. An empty text asks for one. */
  readonly open: (text: string) => void
  /** Claims a download and streams it to disk. Call it from a person's click. */
  readonly receive: () => void
  /** In `interrupted`: goes on where it stopped. In `failed`: opens the link again. */
  readonly retry: () => void
  readonly cancel: () => void
}
