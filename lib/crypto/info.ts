import { type Bytes, concatBytes, utf8 } from '../format/bytes.ts'

/** The info string of something derived before the header is known: `snowdrop/v1 <label>`. */
export function linkInfo(label: string): Bytes {
  return utf8(`snowdrop/v1 ${label}`)
}

/** The info string of something bound to a drop: `snowdrop/v1 <label>`, a zero byte, the header, the context. */
export function dropInfo(label: string, header: Bytes, ...context: readonly Bytes[]): Bytes {
  return concatBytes(linkInfo(label), Uint8Array.of(0), header, ...context)
}
