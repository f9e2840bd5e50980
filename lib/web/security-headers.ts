import { posix } from 'node:path'

/**
 * What the headers depend on: the inline scripts of each static page, and where the browser may send and fetch bytes.
 */
export interface HeaderPolicy {
  /** CSP hashes of inline scripts by route; `null` in development, where Next needs eval and inline scripts. */
  readonly inlineScripts: Readonly<Record<string, readonly string[]>> | null
  /** Origins of storage that the browser talks to, e.g. `https://s3.example.org`; none with the disk store. */
  readonly storageOrigins: readonly string[]
  /** Whether the instance is reached by https, so that browsers may be told to stay there. */
  readonly https: boolean
}

/**
 * Argon2id is compiled from WebAssembly (`wasm-unsafe-eval`, CSP Level 3, 8.1), in a worker that obeys the headers of
 * its own script, not its page's: so every path allows it. It allows modules that a script of ours compiles and nothing
 * else; text is never run (`unsafe-eval` is not there).
 */
function scriptSources(policy: HeaderPolicy, path: string): string {
  if (policy.inlineScripts === null) return "'self' 'unsafe-inline' 'unsafe-eval'"
  const hashes = policy.inlineScripts[path] ?? policy.inlineScripts['/_not-found'] ?? []
  return ["'self'", "'wasm-unsafe-eval'", ...hashes].join(' ')
}

/** Stored bytes are ciphertext, and never a page: nothing may run or load from them. */
const BLOB_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"

/**
 * The frame in which files are looked at: an opaque origin of its own, also where somebody opens it by itself, which
 * may run the scripts beside it and show what it was given. It can fetch nothing and go nowhere (its page's `frame-src`
 * holds its navigations too).
 */
const LOOK_POLICY = [
  'sandbox allow-scripts',
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  'img-src blob:',
  'media-src blob:',
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
].join('; ')

/**
 * A picture that an operator chose: opened by itself it is a page of our origin, which may hold its own styles and
 * nothing that runs.
 */
const LOGO_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"

function policyFor(path: string, pages: string): string {
  if (path.startsWith('/blobs/')) return BLOB_POLICY
  if (path === '/api/instance/logo') return LOGO_POLICY
  return path.startsWith('/look/') ? LOOK_POLICY : pages
}

/**
 * A path as Next may read it that looks for a file: decoded, with slashes for backslashes, and without `//`, `.` and
 * `..`. Nothing that we serve has a path in which a second decoding finds something, so whatever is written in layers
 * is judged by what lies beneath them.
 */
export function plainPath(path: string): string {
  let plain = path
  try {
    for (let layers = 0; plain.includes('%') && layers < 5; layers += 1) plain = decodeURIComponent(plain)
  } catch {
    // What cannot be decoded is no path of ours.
  }
  return posix.normalize(plain.replaceAll('\\', '/'))
}

/**
 * The headers every answer carries; `asked` is the path that Next knows, without base path and query: of a page, that
 * in its language.
 */
export function securityHeaders(policy: HeaderPolicy, asked: string): Record<string, string> {
  const path = plainPath(asked)
  const development = policy.inlineScripts === null
  const csp = [
    "default-src 'none'",
    `script-src ${scriptSources(policy, path)}`,
    `style-src 'self'${development ? " 'unsafe-inline'" : ''}`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src ${["'self'", ...policy.storageOrigins].join(' ')}${development ? ' ws:' : ''}`,
    "worker-src 'self'",
    "frame-src 'self'",
    "manifest-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
  const isLook = path.startsWith('/look/')
  return {
    'content-security-policy': policyFor(path, csp),
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'cross-origin-opener-policy': 'same-origin',
    // To the frame's opaque origin its own scripts are another origin's.
    'cross-origin-resource-policy': isLook ? 'cross-origin' : 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    ...(policy.https && { 'strict-transport-security': 'max-age=31536000' }),
  }
}
