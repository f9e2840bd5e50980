import { type Bytes, utf8 } from '../../format/bytes.ts'
import { MAX_NOTE_BYTES, MAX_REDIRECT_BYTES } from '../../format/constants.ts'
import { DropError } from '../../format/drop-error.ts'
import { isHost } from '../../format/manifest.ts'
import type { Written } from './send-state.ts'

/** What a drop holds, as its manifest tells it; `host` is host and port of a redirect. */
export type DropContent =
  | { readonly kind: 'files' }
  | { readonly kind: 'note' }
  | { readonly kind: 'redirect'; readonly host: string }

function atMost(bytes: Bytes, limit: number): Bytes {
  if (bytes.length > limit) throw new DropError('too-large', { limit })
  return bytes
}

/** An absolute http or https address, as the URL Standard spells it. Errors: `bad-request`. */
function readAddress(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || !/^https?:$/.test(url.protocol) || !isHost(url.host))
    throw new DropError('bad-request', { subject: 'address' })
  return url
}

/**
 * The bytes of what was written, and what the manifest says of them. A note is kept to the letter.
 * Errors: `bad-request` where a note is empty (`note`) or an address is no absolute http or https one (`address`),
 * `too-large`.
 */
export function writtenContent(written: Written): { content: DropContent; bytes: Bytes } {
  if (written.kind === 'note') {
    if (written.text.trim() === '') throw new DropError('bad-request', { subject: 'note' })
    return { content: { kind: 'note' }, bytes: atMost(utf8(written.text), MAX_NOTE_BYTES) }
  }
  const { href, host } = readAddress(written.address)
  // The URL Standard leaves backslashes in queries and fragments, and readers refuse them anywhere.
  const bytes = atMost(utf8(href.replaceAll('\\', '%5C')), MAX_REDIRECT_BYTES)
  return { content: { kind: 'redirect', host }, bytes }
}
