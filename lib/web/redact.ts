/** Names under which nothing is ever logged, whatever a caller passes. */
const NAMES = [
  'authorization',
  'cookie',
  'headers',
  'token',
  'ticket',
  'owner',
  'access',
  'secret',
  'password',
  'locator',
  'address',
  'ip',
  'url',
  'body',
  'message',
  'stack',
]

/** What pino takes out by name, down to the third level. */
export const redactedPaths = NAMES.flatMap((name) => [name, `*.${name}`, `*.*.${name}`])

/** Words of code run together, as functions and errors are named: no identifier of 128 random bits looks like that. */
const NAME_OF_CODE = /^[A-Za-z]?[a-z]{2,}(?:[A-Z]{1,3}[a-z]{2,})*$/

const PATTERNS: readonly (readonly [RegExp, (found: string) => string])[] = [
  [/\bBearer\s+[^\s"\\]+/gi, () => 'Bearer [redacted]'],
  // Connection strings and signed URLs; what is in our own folder may be named.
  [/\b(?!file:)[a-z][a-z0-9+.-]*:\/\/[^\s"\\]+/gi, () => '[url]'],
  [/(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])/g, () => '[address]'],
  [/(?<![0-9a-z:])(?:(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}|[0-9a-f:]*::[0-9a-f:]*)(?![0-9a-z:])/gi, () => '[address]'],
  // Identifiers are 22 characters, codes 24, tokens and hashes 43; a code in words is longer.
  [/[A-Za-z0-9_-]{22,}/g, (found) => (NAME_OF_CODE.test(found) ? found : '[redacted]')],
  [/\b(?:[a-z]{3,9}[ ,]+){10}[a-z]{3,9}\b/gi, () => '[redacted]'],
]

/**
 * Takes out of a line whatever looks like a token, a code, a locator, an address or a URL: the second net, as nothing
 * of the kind should come this far.
 */
export function scrub(line: string): string {
  return PATTERNS.reduce((text, [pattern, instead]) => text.replace(pattern, instead), line)
}
