import type { DropError } from '../../format/drop-error.ts'
import type { OwnedLink } from '../../wire/drops.ts'
import type { DropId, Locator } from '../../wire/fields.ts'
import type { DropKind, LinkChoice, ReadyLink } from '../send/send-state.ts'

/**
 * What the server says of a kept drop: `asking` until it answered, `unknown` where it has forgotten it (a week after
 * its end) or never had it.
 */
export type SentStatus =
  | { readonly status: 'asking' }
  | { readonly status: 'unreachable'; readonly error: DropError }
  | { readonly status: 'unknown' }
  /** `quarantined`: the operator holds it back for now. `stored`: whether storage may still hold bytes of it. */
  | { readonly status: 'live' | 'quarantined' | 'ended'; readonly stored: boolean }

/** A link of a kept drop. */
export interface SentLink extends Pick<ReadyLink, 'locator' | 'url' | 'label' | 'needsPassword'> {
  /** What the server says of it; `null` until it answered, or where it knows it no more. */
  readonly owned: OwnedLink | null
}

/** A drop this browser remembers to have sent. */
export interface SentDrop {
  readonly id: DropId
  readonly kind: DropKind
  /** What to call it: the sender's own word, else the first path. Never leaves this browser. */
  readonly name: string
  /** Number of files. */
  readonly files: number
  readonly totalBytes: number
  /** Unix ms. */
  readonly createdAt: number
  readonly state: SentStatus
  /** Oldest first. */
  readonly links: readonly SentLink[]
  /**
   * Live links that were made on another device since the list was imported: this one has their codes not, and ends
   * them with the drop alone.
   */
  readonly linksElsewhere: number
}

/** What the page of sent drops shows. */
export type SentState =
  | { readonly phase: 'loading' }
  /** The browser keeps nothing here (a private window, storage refused). */
  | { readonly phase: 'unavailable'; readonly error: DropError }
  /** Newest first. `isKeeping`: whether new drops are added. */
  | { readonly phase: 'listed'; readonly drops: readonly SentDrop[]; readonly isKeeping: boolean }

/** What may be changed of a link. `expiresIn` in seconds from now. */
export interface LinkEdit {
  readonly expiresIn?: number
  readonly maxDownloads?: number
  readonly unfreeze?: true
}

/** What came of an import. */
export type Imported = { readonly added: number; readonly known: number } | DropError

/** The drops sent from this browser. Methods never throw; those that resolve with a `DropError` changed nothing. */
export interface SentDrops {
  readonly state: () => SentState
  readonly subscribe: (listener: () => void) => () => void
  /** Asks the server again. It also asks by itself while the page is visible. */
  readonly refresh: () => void
  readonly edit: (id: DropId, locator: Locator, edit: LinkEdit) => Promise<DropError | null>
  /** Only this browser knows labels. */
  readonly rename: (id: DropId, locator: Locator, label: string | null) => Promise<DropError | null>
  /** More links to the same drop; nothing is uploaded again. */
  readonly addLinks: (id: DropId, choice: LinkChoice) => Promise<DropError | null>
  readonly revokeLink: (id: DropId, locator: Locator) => Promise<DropError | null>
  readonly deleteDrop: (id: DropId) => Promise<DropError | null>
  /** Forgets the drop here. What its links do stays as it is, and nobody can manage them from here any more. */
  readonly forget: (id: DropId) => Promise<DropError | null>
  /** Whether new drops are kept from now on; kept ones stay. */
  readonly keep: (isKeeping: boolean) => void
  /** The whole list, sealed with a password, as a file. */
  readonly exportList: (password: string) => Promise<Blob | DropError>
  /** Adds what an exported file holds to this list. Errors: `password-wrong`, `export-invalid`. */
  readonly importList: (file: Blob, password: string) => Promise<Imported>
  /** Ends what runs by itself. */
  readonly close: () => void
}
