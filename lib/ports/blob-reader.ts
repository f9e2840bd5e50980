import type { Bytes } from '../format/bytes.ts'
import type { DropId } from '../wire/fields.ts'
import type { ByteRange } from './blob-store.ts'

/**
 * Reads a little of a finished blob into the server's memory. Payloads never come this way: those go between client and
 * storage.
 */
export interface BlobReader {
  /** Exactly these bytes. Errors: `not-found`, `bad-request` beyond the blob's end, `unavailable`. */
  read(key: DropId, range: ByteRange): Promise<Bytes>
}
