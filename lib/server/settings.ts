import { BlockList } from 'node:net'
import { join } from 'node:path'
import { storedLength } from '../format/geometry.ts'
import { basePathOf } from '../wire/base-path.ts'
import type { Limits, Offers } from './deps.ts'
import { demand, need, read } from './variables.ts'

/** All that an operator may set, parsed. Times in seconds, sizes in bytes. */
export interface Settings {
  readonly version: string
  readonly name: string
  readonly appearance: Appearance
  readonly port: number
  /** `undefined` listens on every interface. */
  readonly host: string | undefined
  /** The address people reach the instance by, where it is known. */
  readonly publicUrl: string | undefined
  /** What stands before every path of ours, e.g. `/drop`; mostly empty. */
  readonly basePath: string
  readonly dataDir: string
  readonly databaseUrl: string
  readonly storage: { readonly kind: 'disk' } | ({ readonly kind: 's3' } & S3Settings)
  readonly limits: Limits
  readonly offers: Offers
  readonly clients: {
    /** A minute; null is no bound. */
    readonly requests: number | null
    /** Bytes a day, as stored; null is no bound. */
    readonly sent: number | null
    readonly received: number | null
    /** Whose word is taken for where a request comes from. */
    readonly trustedProxies: BlockList
    readonly secret: string | undefined
  }
  readonly reapSeconds: number
  readonly sweepSeconds: number
  readonly graceSeconds: number
  readonly logLevel: 'error' | 'warn' | 'info' | 'debug'
  /** `undefined` is text at a terminal, else JSON. */
  readonly logFormat: 'json' | 'text' | undefined
}

/** How the instance looks and who answers for it. */
export interface Appearance {
  /** Path of a file. */
  readonly logo: string | undefined
  /** `#rrggbb`. */
  readonly accent: string | undefined
  readonly notice: string | undefined
  readonly operator: string | undefined
  readonly links: Readonly<Record<OperatorLink, string | undefined>>
}

/** What the foot of a page may lead to. */
export type OperatorLink = 'contact' | 'imprint' | 'terms' | 'privacy'

/** Where and how an S3 bucket is reached. */
export interface S3Settings {
  readonly endpoint: string | undefined
  readonly publicEndpoint: string | undefined
  readonly region: string
  readonly bucket: string
  readonly prefix: string
  readonly forcePathStyle: boolean
  /** What storage is asked to encrypt with, beside our own encryption. */
  readonly sse:
    | { readonly algorithm: 'AES256' }
    | { readonly algorithm: 'aws:kms'; readonly keyId: string | undefined }
    | undefined
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined
}

/** As package.json says; a test holds them together. */
export const VERSION = '0.1.0'

function readLimits(env: NodeJS.ProcessEnv): Limits {
  const expiry = {
    choices: need(env, 'SNOWDROP_EXPIRY_CHOICES'),
    default: need(env, 'SNOWDROP_EXPIRY_DEFAULT'),
    min: need(env, 'SNOWDROP_EXPIRY_MIN'),
    max: need(env, 'SNOWDROP_EXPIRY_MAX'),
  }
  const downloads = {
    choices: need(env, 'SNOWDROP_DOWNLOADS_CHOICES'),
    default: need(env, 'SNOWDROP_DOWNLOADS_DEFAULT'),
    min: 1,
    max: need(env, 'SNOWDROP_DOWNLOADS_MAX'),
  }
  demand(expiry.min <= expiry.max, 'SNOWDROP_EXPIRY_MIN is longer than SNOWDROP_EXPIRY_MAX.')
  for (const [name, { choices, min, max, default: chosen }] of [
    ['SNOWDROP_EXPIRY', expiry],
    ['SNOWDROP_DOWNLOADS', downloads],
  ] as const) {
    demand(
      choices.every((choice) => choice >= min && choice <= max),
      `${name}_CHOICES has a choice outside what is allowed: see ${name}_MAX${name === 'SNOWDROP_EXPIRY' ? ' and SNOWDROP_EXPIRY_MIN' : ''}.`,
    )
    demand(choices.includes(chosen), `${name}_DEFAULT is not one of ${name}_CHOICES.`)
  }
  const ageMax = need(env, 'SNOWDROP_AGE_MAX')
  demand(expiry.max <= ageMax, 'SNOWDROP_AGE_MAX is shorter than SNOWDROP_EXPIRY_MAX.')
  const linksMax = need(env, 'SNOWDROP_LINKS_MAX')
  const storageMax = read(env, 'SNOWDROP_STORAGE_MAX') ?? null
  const uploads = need(env, 'SNOWDROP_UPLOADS')
  return { uploads, maxDropBytes: need(env, 'SNOWDROP_MAX_DROP_SIZE'), expiry, downloads, linksMax, ageMax, storageMax }
}

function readClients(env: NodeJS.ProcessEnv): Settings['clients'] {
  const largest = storedLength(need(env, 'SNOWDROP_MAX_DROP_SIZE'))
  const readDaily = (variable: 'SNOWDROP_LIMIT_BYTES' | 'SNOWDROP_LIMIT_BYTES_RECEIVED') => {
    const bytes = read(env, variable) ?? null
    demand(
      bytes === null || bytes >= largest,
      `${variable} is less than the largest drop (SNOWDROP_MAX_DROP_SIZE), which takes ${largest} bytes as stored.`,
    )
    return bytes
  }
  return {
    requests: read(env, 'SNOWDROP_LIMIT_REQUESTS') ?? null,
    sent: readDaily('SNOWDROP_LIMIT_BYTES'),
    received: readDaily('SNOWDROP_LIMIT_BYTES_RECEIVED'),
    trustedProxies: read(env, 'SNOWDROP_TRUSTED_PROXIES') ?? new BlockList(),
    secret: read(env, 'SNOWDROP_SECRET'),
  }
}

function readOffers(env: NodeJS.ProcessEnv): Offers {
  return {
    kinds: need(env, 'SNOWDROP_KINDS'),
    password: need(env, 'SNOWDROP_PASSWORD'),
    lookInside: need(env, 'SNOWDROP_LOOK_INSIDE'),
  }
}

function readAppearance(env: NodeJS.ProcessEnv): Appearance {
  return {
    logo: read(env, 'SNOWDROP_LOGO'),
    accent: read(env, 'SNOWDROP_ACCENT'),
    notice: read(env, 'SNOWDROP_NOTICE'),
    operator: read(env, 'SNOWDROP_OPERATOR'),
    links: {
      contact: read(env, 'SNOWDROP_CONTACT'),
      imprint: read(env, 'SNOWDROP_IMPRINT'),
      terms: read(env, 'SNOWDROP_TERMS'),
      privacy: read(env, 'SNOWDROP_PRIVACY'),
    },
  }
}

function readSse(env: NodeJS.ProcessEnv): S3Settings['sse'] {
  const algorithm = need(env, 'SNOWDROP_S3_SSE')
  const keyId = read(env, 'SNOWDROP_S3_SSE_KMS_KEY_ID')
  demand(
    keyId === undefined || algorithm === 'aws:kms',
    'SNOWDROP_S3_SSE_KMS_KEY_ID needs SNOWDROP_S3_SSE to be aws:kms.',
  )
  if (algorithm === 'none') return undefined
  return algorithm === 'AES256' ? { algorithm } : { algorithm, keyId }
}

function readS3(env: NodeJS.ProcessEnv): S3Settings {
  const accessKeyId = read(env, 'SNOWDROP_S3_ACCESS_KEY_ID')
  const secretAccessKey = read(env, 'SNOWDROP_S3_SECRET_ACCESS_KEY')
  demand(
    (accessKeyId === undefined) === (secretAccessKey === undefined),
    'SNOWDROP_S3_ACCESS_KEY_ID and SNOWDROP_S3_SECRET_ACCESS_KEY go together: set both or neither.',
  )
  return {
    bucket: need(env, 'SNOWDROP_S3_BUCKET', 'SNOWDROP_STORAGE is s3'),
    endpoint: read(env, 'SNOWDROP_S3_ENDPOINT'),
    publicEndpoint: read(env, 'SNOWDROP_S3_PUBLIC_ENDPOINT'),
    region: need(env, 'SNOWDROP_S3_REGION'),
    prefix: need(env, 'SNOWDROP_S3_PREFIX'),
    forcePathStyle: need(env, 'SNOWDROP_S3_FORCE_PATH_STYLE'),
    sse: readSse(env),
    credentials:
      accessKeyId === undefined || secretAccessKey === undefined ? undefined : { accessKeyId, secretAccessKey },
  }
}

/** Reads the whole configuration. Errors: `SettingsError`, a sentence that names the variable. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const dataDir = need(env, 'SNOWDROP_DATA_DIR')
  return {
    version: VERSION,
    name: need(env, 'SNOWDROP_NAME'),
    appearance: readAppearance(env),
    port: need(env, 'PORT'),
    host: read(env, 'HOST'),
    publicUrl: read(env, 'SNOWDROP_URL'),
    basePath: basePathOf(read(env, 'SNOWDROP_URL')),
    dataDir,
    databaseUrl: read(env, 'DATABASE_URL') ?? `file:${join(dataDir, 'snowdrop.db')}`,
    storage: need(env, 'SNOWDROP_STORAGE') === 's3' ? { kind: 's3', ...readS3(env) } : { kind: 'disk' },
    limits: readLimits(env),
    offers: readOffers(env),
    clients: readClients(env),
    reapSeconds: need(env, 'SNOWDROP_REAP_INTERVAL'),
    sweepSeconds: need(env, 'SNOWDROP_SWEEP_INTERVAL'),
    graceSeconds: need(env, 'SNOWDROP_SHUTDOWN_GRACE'),
    logLevel: need(env, 'SNOWDROP_LOG_LEVEL'),
    logFormat: read(env, 'SNOWDROP_LOG_FORMAT'),
  }
}
