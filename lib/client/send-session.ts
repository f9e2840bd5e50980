import { type RetryPolicy, retry } from '../adapters/http/retry.ts'
import { MAX_PARTS } from '../format/constants.ts'
import { measurePayload, paddedLength } from '../format/geometry.ts'
import type { Header } from '../format/header.ts'
import type { SenderApi } from '../ports/drop-api.ts'
import type { Upload } from './upload.ts'

/** One content key's life: begun with the first file, over when bytes have to be taken out. */
export interface SendSession {
  readonly stop: AbortController
  readonly opened: Promise<Upload>
  /** Once it is opened. */
  upload: Upload | null
}

const never = new AbortController().signal

/** Ends a session and lets the server delete what it stored; where that cannot be said, the server forgets it by itself after a day. */
export function abandonSession(
  { api, revoking }: { readonly api: SenderApi; readonly revoking: RetryPolicy },
  session: SendSession,
): void {
  session.stop.abort()
  session.upload?.stop()
  session.opened
    .then((upload) => {
      upload.stop()
      return retry(revoking, never, () => api.revoke(upload.id, upload.owner, never))
    })
    .catch(() => {})
}

/** Whether the parts of a header can hold so many bytes. */
export function fitsHeader(header: Header, bytes: number): boolean {
  return paddedLength(bytes) <= MAX_PARTS * measurePayload(header, 0).partBytes
}
