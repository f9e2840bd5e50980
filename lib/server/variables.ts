import * as z from 'zod'
import { parseDuration } from '../drop/duration.ts'
import { APPEARANCE } from './appearance-variables.ts'
import { parseNetworks, parseSite } from './parse-addresses.ts'
import { reading, text } from './read-text.ts'

const SIZES: Readonly<Record<string, number>> = {
  b: 1,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
}

/** Reads `500 MB`, `20 GiB` or plain bytes, or nothing. */
export function parseSize(text: string): number | undefined {
  const [, digits, unit] = /^(\d{1,15})\s*([a-z]+)?$/i.exec(text.trim()) ?? []
  const factor = SIZES[(unit ?? 'b').toLowerCase()]
  const bytes = digits === undefined || factor === undefined ? Number.NaN : Number(digits) * factor
  return Number.isSafeInteger(bytes) ? bytes : undefined
}

const whole = (min: number, max: number) =>
  reading((text) => {
    const value = /^\d{1,15}$/.test(text.trim()) ? Number(text) : Number.NaN
    return value >= min && value <= max ? value : undefined
  }, `a whole number from ${min} to ${max}`)
/**
 * A duration of at least a second. The longest lifetime keeps its tombstone within what dates and databases compare,
 * the longest interval within what timers count.
 */
const durationUpTo = (longest: string) =>
  reading((text) => {
    const seconds = parseDuration(text) ?? 0
    return seconds > 0 && seconds <= (parseDuration(longest) ?? 0) ? seconds : undefined
  }, `a duration such as 5m, 1h or 7d, at most ${longest}`)
const lifetime = durationUpTo('365d')
const interval = durationUpTo('7d')
const listOf = <T>(parse: (text: string) => T | undefined, allowed: string) =>
  reading((text) => {
    const values = text.split(',').map((each) => parse(each.trim()))
    return values.every((value) => value !== undefined) && values.length > 0 ? values : undefined
  }, allowed)
const count = (text: string) => (/^[1-9]\d{0,5}$/.test(text) ? Number(text) : undefined)
const origin = reading(
  (text) => (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) ? text.replace(/\/+$/, '') : undefined),
  'an address such as https://drop.example.org',
)
const site = reading(parseSite, 'an address such as https://drop.example.org or https://example.org/drop')
const oneOf = <const T extends string>(...allowed: readonly T[]) =>
  reading((text) => allowed.find((each) => each === text), allowed.join(' or '))
/** In the order of `all`, whatever the order written, each once. */
const someOf = <const T extends string>(...all: readonly T[]) =>
  reading(
    (text) => {
      const written = new Set<string>(text.split(',').map((each) => each.trim()))
      const chosen = all.filter((each) => written.has(each))
      return chosen.length === written.size ? chosen : undefined
    },
    `one or more of ${all.join(',')}`,
  )
const size = reading((text) => parseSize(text) || undefined, 'a size such as 500 MB or 20 GiB')
/** What 10,000 of the largest parts hold, padded (format.md, "Constants"). */
const dropSize = reading((text) => {
  const bytes = parseSize(text) ?? 0
  return bytes > 0 && bytes <= 39 * 2 ** 40 ? bytes : undefined
}, 'a size such as 500 MB or 20 GiB, at most 39 TiB')
/** Counted in KiB by integers of 32 bits. */
const dailySize = reading((text) => {
  const bytes = parseSize(text) ?? 0
  return bytes > 0 && bytes <= 2 ** 40 ? bytes : undefined
}, 'a size such as 500 MB or 20 GiB, at most 1 TiB')
const truth = reading((text) => ({ true: true, false: false })[text], 'true or false')
/** S3 takes any key, but browsers leave such segments out of a URL (WHATWG URL, 4.4), and ask for another object. */
const keyPrefix = reading(
  (text) => (/(?:^|\/)\.{1,2}\//.test(text) ? undefined : text),
  'free of the segments “.” and “..”, which browsers leave out of addresses',
)
const networks = reading(parseNetworks, 'addresses or networks such as 127.0.0.1,10.0.0.0/8,fd00::/8')

/**
 * Every variable: what it means (for the README) and how it is read. A default is written as an operator would write
 * it.
 */
export const VARIABLES = {
  PORT: {
    meaning: 'Port to listen on; with `0` any that is free, which the start names.',
    fallback: '3000',
    schema: whole(0, 65_535),
  },
  HOST: { meaning: 'Address to listen on; all of them by default.', schema: text },
  SNOWDROP_URL: {
    meaning:
      'Address people reach the instance by, e.g. `https://drop.example.org`, or `https://example.org/drop` where it stands under a path.',
    schema: site,
  },
  ...APPEARANCE,
  SNOWDROP_DATA_DIR: { meaning: 'Folder of the embedded database and blob store.', fallback: './data', schema: text },
  DATABASE_URL: {
    meaning: '`file:PATH` for SQLite or `postgresql://…`; by default SQLite in the data folder.',
    schema: reading(
      (url) => (/^(file:.|postgres(ql)?:\/\/)/.test(url) ? url : undefined),
      'file:PATH or postgresql://…',
    ),
  },
  SNOWDROP_UPLOADS: {
    meaning:
      'Who may send: everybody (`open`), who has an upload ticket (`ticket`, made by `snowdrop admin ticket make`), or nobody (`closed`). To receive, nobody needs anything.',
    fallback: 'open',
    schema: oneOf('open', 'ticket', 'closed'),
  },
  SNOWDROP_MAX_DROP_SIZE: { meaning: 'Largest drop; at most 39 TiB.', fallback: '20 GiB', schema: dropSize },
  SNOWDROP_STORAGE_MAX: {
    meaning:
      'Most bytes that all drops together may hold of storage, e.g. `500 GiB`: live ones, uploads as far as they have asked to send, and ended ones until they are deleted. Without it storage itself is the bound.',
    schema: size,
  },
  SNOWDROP_EXPIRY_CHOICES: {
    meaning: 'Lifetimes offered.',
    fallback: '5m,1h,1d,7d',
    schema: listOf((text) => parseDuration(text) ?? undefined, 'durations such as 5m,1h,1d'),
  },
  SNOWDROP_EXPIRY_DEFAULT: { meaning: 'Lifetime chosen at first.', fallback: '1d', schema: lifetime },
  SNOWDROP_EXPIRY_MIN: { meaning: 'Shortest lifetime.', fallback: '1m', schema: lifetime },
  SNOWDROP_EXPIRY_MAX: { meaning: 'Longest lifetime.', fallback: '7d', schema: lifetime },
  SNOWDROP_AGE_MAX: {
    meaning: 'Longest life of a drop, from when its upload began, however often its links are extended or added to.',
    fallback: '30d',
    schema: lifetime,
  },
  SNOWDROP_DOWNLOADS_CHOICES: {
    meaning: 'Numbers of downloads offered.',
    fallback: '1,2,5,10,50,100',
    schema: listOf(count, 'whole numbers such as 1,5,100'),
  },
  SNOWDROP_DOWNLOADS_DEFAULT: {
    meaning: 'Number of downloads chosen at first.',
    fallback: '1',
    schema: whole(1, 999_999),
  },
  SNOWDROP_DOWNLOADS_MAX: { meaning: 'Most downloads of a link.', fallback: '100', schema: whole(1, 999_999) },
  SNOWDROP_LINKS_MAX: {
    meaning: 'Most links of one drop at a time; with those that ended it may have had 200 more.',
    fallback: '100',
    schema: whole(1, 10_000),
  },
  SNOWDROP_KINDS: {
    meaning: 'What the page offers to send. The server sees only ciphertext: it cannot tell what else is sent.',
    fallback: 'files,note,redirect',
    schema: someOf('files', 'note', 'redirect'),
  },
  SNOWDROP_PASSWORD: {
    meaning:
      'Whether the page offers a password (`optional`), insists on one (`required`) or has none (`off`). The server cannot see passwords, so another client may do otherwise.',
    fallback: 'optional',
    schema: oneOf('optional', 'required', 'off'),
  },
  SNOWDROP_LOOK_INSIDE: {
    meaning: 'Whether the page offers to look at files before they are saved.',
    fallback: 'true',
    schema: truth,
  },
  SNOWDROP_STORAGE: {
    meaning: '`disk`, or `s3` for S3-compatible storage.',
    fallback: 'disk',
    schema: oneOf('disk', 's3'),
  },
  SNOWDROP_S3_BUCKET: { meaning: 'Bucket; needed with `s3`.', schema: text },
  SNOWDROP_S3_ENDPOINT: { meaning: 'Endpoint for the server; AWS by default.', schema: origin },
  SNOWDROP_S3_PUBLIC_ENDPOINT: { meaning: 'Endpoint for browsers, where it differs.', schema: origin },
  SNOWDROP_S3_REGION: { meaning: 'Region.', fallback: 'us-east-1', schema: text },
  SNOWDROP_S3_PREFIX: {
    meaning: 'What every key begins with; of what stands before its slashes nothing is `.` or `..`.',
    fallback: 'drops/',
    schema: keyPrefix,
  },
  SNOWDROP_S3_FORCE_PATH_STYLE: {
    meaning: 'Bucket in the path instead of the host name.',
    fallback: 'false',
    schema: truth,
  },
  SNOWDROP_S3_SSE: {
    meaning: 'Encryption that storage is asked to add to ours: `none`, `AES256` or `aws:kms`.',
    fallback: 'none',
    schema: oneOf('none', 'AES256', 'aws:kms'),
  },
  SNOWDROP_S3_SSE_KMS_KEY_ID: { meaning: 'Key for `aws:kms`; the account’s own by default.', schema: text },
  SNOWDROP_S3_ACCESS_KEY_ID: {
    meaning: 'Credentials; the AWS SDK finds its own where they are left out.',
    schema: text,
  },
  SNOWDROP_S3_SECRET_ACCESS_KEY: { meaning: 'Credentials.', schema: text },
  SNOWDROP_LIMIT_REQUESTS: {
    meaning:
      'Most requests of one client to the API in a minute (health and metrics aside), by its IPv4 address or IPv6 /64; none without it. Behind a proxy it needs `SNOWDROP_TRUSTED_PROXIES`, or all people count as one client.',
    schema: whole(1, 1_000_000),
  },
  SNOWDROP_LIMIT_BYTES: {
    meaning:
      'Most bytes, as stored, that one client may send in a day (UTC), e.g. `50 GiB`; clients are told apart as for `SNOWDROP_LIMIT_REQUESTS`. An upload that meets it pauses until the next day.',
    schema: dailySize,
  },
  SNOWDROP_LIMIT_BYTES_RECEIVED: {
    meaning:
      'Most bytes, as stored, that one client may download in a day. A download counts whole when it begins, so that a line that holds breaks none off; parts that it asks for again, as after a lost connection, count again.',
    schema: dailySize,
  },
  SNOWDROP_TRUSTED_PROXIES: {
    meaning:
      'Addresses and networks of proxies whose `X-Forwarded-For` is believed, e.g. `127.0.0.1,10.0.0.0/8`; none without it.',
    schema: networks,
  },
  SNOWDROP_SECRET: {
    meaning:
      'Random text of 32 characters or more, the same in every replica, from which clients’ daily names are derived; without it each process counts clients for itself.',
    schema: reading((text) => (text.length >= 32 ? text : undefined), 'at least 32 characters'),
  },
  SNOWDROP_REAP_INTERVAL: { meaning: 'How often the reaper looks for what is due.', fallback: '1s', schema: interval },
  SNOWDROP_SWEEP_INTERVAL: {
    meaning: 'How often storage and database are compared.',
    fallback: '1h',
    schema: interval,
  },
  SNOWDROP_SHUTDOWN_GRACE: {
    meaning: 'How long running transfers through the app may take to end after SIGTERM.',
    fallback: '30s',
    schema: interval,
  },
  SNOWDROP_LOG_LEVEL: {
    meaning:
      'Least level that is logged: `error`, `warn`, `info` or `debug`, which tells of every request by its route.',
    fallback: 'info',
    schema: oneOf('error', 'warn', 'info', 'debug'),
  },
  SNOWDROP_LOG_FORMAT: {
    meaning: '`json` or `text`; by default text at a terminal, else a line of JSON each.',
    schema: oneOf('json', 'text'),
  },
} as const

type Variable = keyof typeof VARIABLES
type Value<V extends Variable> = z.output<(typeof VARIABLES)[V]['schema']>

/** A broken configuration: its message is a sentence that names the variable. */
export class SettingsError extends Error {}

/** A variable's value, its default where it is not set, or nothing. Errors: `SettingsError`. */
export function read<V extends Variable>(env: NodeJS.ProcessEnv, variable: V): Value<V> | undefined {
  const entry = VARIABLES[variable]
  const given = env[variable] === '' ? undefined : env[variable]
  const written = given ?? ('fallback' in entry ? entry.fallback : undefined)
  if (written === undefined) return undefined
  const parsed = entry.schema.safeParse(written)
  if (parsed.success) return parsed.data as Value<V>
  const shown = variable.includes('SECRET') || variable === 'DATABASE_URL' ? 'what is set' : `"${written}"`
  throw new SettingsError(
    `${variable} is ${shown}, but must be ${parsed.error.issues[0]?.message ?? 'something else'}.`,
  )
}

/** A variable that has a default or must be set. Errors: `SettingsError`. */
export function need<V extends Variable>(env: NodeJS.ProcessEnv, variable: V, why = 'is needed'): Value<V> {
  const value = read(env, variable)
  if (value === undefined) throw new SettingsError(`${variable} is not set, but ${why}.`)
  return value
}

/** Errors: `SettingsError` with this sentence where the condition does not hold. */
export function demand(condition: boolean, sentence: string): void {
  if (!condition) throw new SettingsError(sentence)
}
