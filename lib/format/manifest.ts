import { type Bytes, decodeBase64url, encodeBase64url } from './bytes.ts'
import {
  MANIFEST_FLOOR,
  MAX_FILES,
  MAX_MANIFEST_JSON,
  MAX_MTIME,
  MAX_NOTE_BYTES,
  MAX_REDIRECT_BYTES,
  MAX_TYPE_LENGTH,
  PART_SALT_BYTES,
} from './constants.ts'
import { type Inflate, inflateAtMost } from './deflate.ts'
import { DropError, isDropError } from './drop-error.ts'
import { measurePayload, paddedLength, padme } from './geometry.ts'
import type { Header } from './header.ts'
import { checkPaths } from './path.ts'

/** One file of a drop. */
export interface FileEntry {
  /** Relative, `/` between folders, safe on every system. */
  readonly path: string
  /** Bytes. */
  readonly size: number
  /** Lower-case MIME type, or empty. A claim of the sender, nothing more. */
  readonly type: string
  /** Last change in ms since 1970, or `null`. */
  readonly mtime: number | null
}

interface Sealed {
  /** Bytes of content, padding left out. */
  readonly length: number
  readonly paddedLength: number
  /** Each part's salt, 16 bytes, in order. */
  readonly partSalts: readonly Bytes[]
}

/**
 * The sealed list of what is in a drop. Notes and redirects keep their content in the payload: a manifest may be read
 * before the click.
 */
export type Manifest =
  | (Sealed & { readonly kind: 'files'; readonly files: readonly FileEntry[] })
  | (Sealed & { readonly kind: 'note' })
  | (Sealed & { readonly kind: 'redirect'; readonly host: string })

export const MIME = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,62}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,62}$/
const HOST = /^[a-z0-9.:[\]-]{1,255}$/

/** Whether a manifest can name this host, with a port if it has one. */
export function isHost(text: string): boolean {
  return HOST.test(text)
}

function refuse(subject: string): never {
  throw new DropError('manifest-invalid', { subject })
}

/** The only JSON text of a manifest: one value, one text. */
export function manifestJson(manifest: Manifest): string {
  const { kind, length, partSalts } = manifest
  return JSON.stringify({
    v: 1,
    kind,
    length,
    paddedLength: manifest.paddedLength,
    ...(manifest.kind === 'files' && {
      files: manifest.files.map(({ path, size, type, mtime }) => ({ path, size, type, mtime })),
    }),
    ...(manifest.kind === 'redirect' && { host: manifest.host }),
    partSalts: partSalts.map(encodeBase64url),
  })
}

type Fields = Readonly<Record<string, unknown>>

function readObject(value: unknown, keys: readonly string[], subject: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse(subject)
  const found = Object.keys(value)
  if (found.length !== keys.length || !keys.every((key) => Object.hasOwn(value, key))) return refuse(subject)
  return value as Fields
}

function readInteger(value: unknown, most: number, subject: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0 || value > most) return refuse(subject)
  return value
}

function readFile(value: unknown): FileEntry {
  const { path, size, type, mtime } = readObject(value, ['path', 'size', 'type', 'mtime'], 'file')
  if (typeof path !== 'string') return refuse('path')
  if (typeof type !== 'string' || type.length > MAX_TYPE_LENGTH || (type !== '' && !MIME.test(type)))
    return refuse('type')
  return {
    path,
    size: readInteger(size, Number.MAX_SAFE_INTEGER, 'size'),
    type,
    mtime: mtime === null ? null : readInteger(mtime, MAX_MTIME, 'mtime'),
  }
}

function readFiles(value: unknown, length: number): FileEntry[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > MAX_FILES) return refuse('files')
  const files = value.map(readFile)
  let sum = 0
  for (const { size } of files) sum = readInteger(sum + size, Number.MAX_SAFE_INTEGER, 'length')
  if (sum !== length) return refuse('length')
  checkPaths(files.map(({ path }) => path))
  return files
}

function readSalts(value: unknown, parts: number): Bytes[] {
  if (!Array.isArray(value) || value.length !== parts) return refuse('partSalts')
  return value.map((text: unknown) => {
    if (typeof text !== 'string' || text.length !== 22) return refuse('partSalts')
    const salt = decodeBase64url(text)
    return salt.length === PART_SALT_BYTES ? salt : refuse('partSalts')
  })
}

const KEYS = {
  files: ['v', 'kind', 'length', 'paddedLength', 'files', 'partSalts'],
  note: ['v', 'kind', 'length', 'paddedLength', 'partSalts'],
  redirect: ['v', 'kind', 'length', 'paddedLength', 'host', 'partSalts'],
} as const

function readKind(value: unknown): Manifest['kind'] {
  const kind = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined
  return kind === 'files' || kind === 'note' || kind === 'redirect' ? kind : refuse('kind')
}

function readManifest(value: unknown, header: Header): Manifest {
  const kind = readKind(value)
  const fields = readObject(value, KEYS[kind], 'manifest')
  if (fields.v !== 1) return refuse('v')
  const most = { files: Number.MAX_SAFE_INTEGER, note: MAX_NOTE_BYTES, redirect: MAX_REDIRECT_BYTES }[kind]
  const length = readInteger(fields.length, most, 'length')
  const padded = readInteger(fields.paddedLength, Number.MAX_SAFE_INTEGER, 'paddedLength')
  if (padded !== paddedLength(length)) return refuse('paddedLength')
  const { parts } = measurePayload(header, padded)
  const sealed = { length, paddedLength: padded, partSalts: readSalts(fields.partSalts, parts) }
  if (kind === 'note') return { ...sealed, kind }
  if (kind === 'files') return { ...sealed, kind, files: readFiles(fields.files, length) }
  return typeof fields.host === 'string' && isHost(fields.host)
    ? { ...sealed, kind, host: fields.host }
    : refuse('host')
}

/**
 * [Note: One text per manifest] Writing what was read and comparing refuses everything in which parsers differ: keys
 * named twice, `__proto__`, `1.0`, `-0`, white space, escapes, another order of keys.
 */
function readJson(json: Bytes, header: Header): Manifest {
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(json)
  const manifest = readManifest(JSON.parse(text), header)
  return manifestJson(manifest) === text ? manifest : refuse('JSON')
}

/**
 * Reads an opened manifest as hostile: a sender may be malicious. Errors: `manifest-invalid`, `path-invalid`. `inflate`
 * may be another one than the web's.
 */
export async function parseManifest(
  encoded: Bytes,
  header: Header,
  inflate: Inflate = inflateAtMost,
): Promise<Manifest> {
  if (encoded.length < 4) return refuse('length')
  const used = new DataView(encoded.buffer, encoded.byteOffset).getUint32(0) + 4
  if (used > encoded.length || encoded.length !== padme(used, MANIFEST_FLOOR)) return refuse('padding')
  if (encoded.subarray(used).some((byte) => byte !== 0)) return refuse('padding')
  const json = await inflate(encoded.subarray(4, used), MAX_MANIFEST_JSON)
  try {
    return readJson(json, header)
  } catch (cause) {
    if (isDropError(cause, 'manifest-invalid') || isDropError(cause, 'path-invalid')) throw cause
    throw new DropError('manifest-invalid', { subject: 'JSON', cause })
  }
}
