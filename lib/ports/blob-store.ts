import type { DropId } from '../wire/fields.ts'

/**
 * Where one payload is being written: the blob's key is its drop's id. `uploadId` is storage's own name for the upload.
 */
export interface BlobUpload {
  readonly key: DropId
  readonly uploadId: string
}

/** A request that storage will accept as it stands: this method and URL with exactly these headers, no more. */
export interface SignedRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
}

/** A run of stored bytes. */
export interface ByteRange {
  readonly offset: number
  readonly length: number
}

/** A part as storage holds it; `length` in bytes. */
export interface StoredPart {
  readonly number: number
  readonly length: number
}

/**
 * One thing storage holds: a finished blob (`uploadId` null) or an upload that was begun. `key` is what storage says,
 * ours or not.
 */
export interface StoredBlob {
  readonly key: string
  readonly uploadId: string | null
  /** Unix time in ms of its last change, as storage tells it. */
  readonly modifiedAt: number
}

/**
 * Storage for ciphertext. The bytes travel between client and storage by signed requests; the app only signs, completes
 * and deletes. Every method may fail with `DropError('unavailable')` when storage cannot be reached or answers that it
 * is broken.
 */
export interface BlobStore {
  /**
   * Begins an upload under `key`. Calling it twice makes two uploads; the one not completed is an orphan for the sweep.
   * Errors: `storage-full`.
   */
  begin(key: DropId): Promise<BlobUpload>
  /**
   * Signs the PUT of one part (numbered from 1) of exactly `length` bytes, at least 1, usable until `expiresAt` (Unix
   * ms). A part put again replaces the former. A PUT of another length, with another signature or after its time is
   * refused and leaves nothing.
   */
  signPut(upload: BlobUpload, part: StoredPart, expiresAt: number): Promise<SignedRequest>
  /**
   * The parts storage holds of an unfinished upload, by number. Errors: `upload-ended` where storage knows no such
   * upload.
   */
  parts(upload: BlobUpload): Promise<readonly StoredPart[]>
  /**
   * Makes the blob of exactly `parts` (at least one), in order, durable before it resolves. Storage is asked what it
   * holds: a part that is missing, additional or of another length is `upload-incomplete`. Completing again what is
   * complete with the same total length succeeds. From then on no signed PUT changes the blob, and another upload under
   * its key is `upload-ended`, as is one that storage does not know.
   */
  complete(upload: BlobUpload, parts: readonly StoredPart[]): Promise<void>
  /**
   * Signs the GET of one range (at least 1 byte) of a finished blob, usable until `expiresAt` (Unix ms). It is answered
   * with 200 or 206 and exactly those bytes; a request that names another range is refused, or answered as signed.
   */
  signGet(key: DropId, range: ByteRange, expiresAt: number): Promise<SignedRequest>
  /**
   * Deletes the blob and aborts every upload under its key, and resolves only once storage answers that nothing is
   * there. Deleting what is gone succeeds.
   */
  delete(key: string): Promise<void>
  /** Everything storage holds for this instance, finished or begun, in no order. */
  list(): AsyncIterable<StoredBlob>
}
