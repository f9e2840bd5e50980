import type { Bytes } from '../../format/bytes.ts'

/** Firefox has stalled on a Content-Length from here on: larger downloads go without one. */
const MAX_ANNOUNCED_BYTES = 2 ** 31

/** A name as RFC 8187 extended value, with a plain one before it for what knows none (RFC 6266 4.3). */
function contentDisposition(name: string): string {
  const plain = name.replaceAll(/[^A-Za-z0-9 ._()-]/g, '_')
  const extended = encodeURIComponent(name.toWellFormed()).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${plain}"; filename*=UTF-8''${extended}`
}

/**
 * The headers of a saved file: a download and nothing else, whatever its name or content claims. `size` in bytes, or
 * `null` where it is not known.
 */
export function savedHeaders(name: string, size: number | null): Record<string, string> {
  return {
    'content-type': 'application/octet-stream',
    'content-disposition': contentDisposition(name),
    ...(size !== null && size < MAX_ANNOUNCED_BYTES && { 'content-length': String(size) }),
    'content-security-policy': "sandbox; default-src 'none'",
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  }
}

/** The answer with which the browser saves `stream`. */
export function savedResponse(stream: ReadableStream<Bytes>, name: string, size: number | null): Response {
  return new Response(stream, { headers: savedHeaders(name, size) })
}

/** The answer where no file is waiting. */
export function nothingToSave(): Response {
  return new Response('No download is waiting here. Open the link again and start it from there.\n', {
    status: 404,
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    },
  })
}
