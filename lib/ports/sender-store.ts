import type { Bytes } from '../format/bytes.ts'
import type { DropId, Locator } from '../wire/fields.ts'
import type { BearerToken } from './drop-api.ts'

/** A link as its sender's own list keeps it. */
export interface KeptLink {
  readonly locator: Locator
  /** 24 characters: a secret. */
  readonly code: string
  readonly label: string | null
  /** Unix ms. */
  readonly createdAt: number
}

/**
 * A drop as its sender's own list keeps it: all that is needed to manage it and to make more links. Every field but the
 * id is a secret of the sender.
 */
export interface KeptDrop {
  readonly id: DropId
  readonly owner: BearerToken
  /** 32 bytes (`ContentKey.keep`). */
  readonly contentKey: Bytes
  /** 16 bytes. */
  readonly header: Bytes
  readonly kind: 'files' | 'note' | 'redirect'
  readonly name: string
  /** Number of files. */
  readonly files: number
  readonly totalBytes: number
  /** Unix ms. */
  readonly createdAt: number
  readonly links: readonly KeptLink[]
}

/** A file of an unfinished upload, as it was when it was picked. */
export interface KeptFile {
  readonly rawPath: string
  /** Bytes. */
  readonly size: number
  /** Unix ms. */
  readonly lastModified: number
  readonly handle: FileSystemFileHandle | null
}

/** An unfinished upload. Parts are noted one by one, only once storage acknowledged them. */
export interface KeptUpload {
  readonly id: DropId
  readonly owner: BearerToken
  /** 32 bytes. */
  readonly contentKey: Bytes
  /** 16 bytes. */
  readonly header: Bytes
  /** Unix ms. */
  readonly begunAt: number
  readonly files: readonly KeptFile[]
}

/** What a sender's device remembers. Every method may fail with `save-failed` where the device keeps nothing. */
export interface SenderStore {
  /** Newest first. */
  drops(): Promise<readonly KeptDrop[]>
  /**
   * Reads, changes and writes one drop in one transaction; `null` in for none, `null` out to forget it. Answers what is
   * kept now.
   */
  changeDrop(id: DropId, change: (kept: KeptDrop | null) => KeptDrop | null): Promise<KeptDrop | null>
  /** Unfinished uploads with each acknowledged part's number and 16-byte salt. */
  uploads(): Promise<readonly { readonly upload: KeptUpload; readonly parts: ReadonlyMap<number, Bytes> }[]>
  putUpload(upload: KeptUpload): Promise<void>
  /** Notes an acknowledged part. Of an upload that is not kept (any more): nothing. */
  putPart(id: DropId, number: number, salt: Bytes): Promise<void>
  /** Forgets an upload with its parts. */
  removeUpload(id: DropId): Promise<void>
  /** Whether new drops are to be kept: `true` until said otherwise. Sets it where a value is given. */
  keeping(value?: boolean): Promise<boolean>
}
