/** What has to be known of a response before its body is read as it comes. */
export interface ResponseHead {
  readonly status: number
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, string>
  readonly keepsAlive: boolean
}

const STATUS = /^HTTP\/1\.([01]) (\d{3})(?: |$)/
const FIELD = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\0\r\n]*?)[ \t]*$/

/** Fields by lower-case name; what is said twice is joined, as RFC 9110 5.3 has it. */
function parseFields(lines: readonly string[]): Map<string, string> | null {
  const headers = new Map<string, string>()
  for (const line of lines) {
    const [, name, value] = FIELD.exec(line) ?? []
    if (name === undefined || value === undefined) return null
    const before = headers.get(name.toLowerCase())
    headers.set(name.toLowerCase(), before === undefined ? value : `${before}, ${value}`)
  }
  return headers
}

/**
 * Reads status line and header fields, without the empty line that ends them (RFC 9112, 4 and 5); `null` for what is
 * not plainly well formed.
 */
export function parseHead(text: string): ResponseHead | null {
  const [first = '', ...lines] = text.split('\r\n')
  const [, minor, status] = STATUS.exec(first) ?? []
  const headers = parseFields(lines)
  if (status === undefined || headers === null) return null
  const connection = headers.get('connection')?.toLowerCase()
  const keepsAlive = minor === '1' ? connection !== 'close' : connection === 'keep-alive'
  return { status: Number(status), headers, keepsAlive }
}

/**
 * The body's length in bytes, where it comes as it is and its length is said (RFC 9112, 6.3); else `null`: coded, in
 * pieces, or until the line ends.
 */
export function plainLength({ headers }: ResponseHead): number | null {
  const length = headers.get('content-length') ?? ''
  const coding = headers.get('content-encoding') ?? 'identity'
  if (headers.has('transfer-encoding') || coding !== 'identity' || !/^\d{1,15}$/.test(length)) return null
  return Number(length)
}
