import { deriveAesKey, deriveBytes, importKeyMaterial } from '../../crypto/hkdf.ts'
import { linkInfo } from '../../crypto/info.ts'
import type { RandomSource } from '../../crypto/random-source.ts'
import { type Bytes, concatBytes, equalBytes, u32, utf8 } from '../../format/bytes.ts'
import { KEY_BYTES, NONCE_BYTES, TAG_BYTES } from '../../format/constants.ts'
import { deflate, inflateAtMost } from '../../format/deflate.ts'
import { DropError } from '../../format/drop-error.ts'
import { padme } from '../../format/geometry.ts'
import type { KeptDrop } from '../../ports/sender-store.ts'
import type { StretchPassword } from '../password/stretch-password.ts'
import { listJson, parseList } from './export-list.ts'

const SALT_BYTES = 16
const CHECK_BYTES = 8
/** Magic, version, suite and two zeros (export.md 1). */
const START = concatBytes(utf8('snowlist'), Uint8Array.of(1, 1, 0, 0))
const SALT_END = START.length + SALT_BYTES
const NONCE_END = SALT_END + NONCE_BYTES
const COMMITMENT_END = NONCE_END + KEY_BYTES
const HEADER_BYTES = COMMITMENT_END + CHECK_BYTES
const BLOCK_FLOOR = 4096
const MOST_JSON_BYTES = 32 * 2 ** 20

/** The longest file that is read, in bytes. */
export const MOST_EXPORT_BYTES = 16 * 2 ** 20

function refuse(subject: string): never {
  throw new DropError('export-invalid', { subject })
}

async function checkOf(start: Bytes): Promise<Bytes> {
  const hash = await crypto.subtle.digest('SHA-256', concatBytes(linkInfo('export check'), start))
  return new Uint8Array(hash, 0, CHECK_BYTES)
}

async function deriveKeys(passwordKey: Bytes): Promise<{ key: CryptoKey; commitment: Bytes }> {
  const material = await importKeyMaterial(passwordKey)
  return {
    key: await deriveAesKey(material, linkInfo('export'), 'both'),
    commitment: await deriveBytes(material, linkInfo('export commit'), KEY_BYTES),
  }
}

async function toBlock(drops: readonly KeptDrop[]): Promise<Bytes> {
  const compressed = await deflate(utf8(listJson(drops)))
  const used = 4 + compressed.length
  return concatBytes(u32(compressed.length), compressed, new Uint8Array(padme(used, BLOCK_FLOOR) - used))
}

async function fromBlock(block: Bytes): Promise<readonly KeptDrop[]> {
  const length = new DataView(block.buffer).getUint32(0)
  const end = 4 + length
  if (end > block.length || block.length !== padme(end, BLOCK_FLOOR)) refuse('block')
  if (block.subarray(end).some((byte) => byte !== 0)) refuse('padding')
  const json = await inflateAtMost(block.subarray(4, end), MOST_JSON_BYTES)
  return parseList(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(json))
}

/** Seals a list under a password (export.md). Errors: those of `stretch`. */
export async function sealExport(
  deps: { readonly stretch: StretchPassword; readonly random: RandomSource },
  drops: readonly KeptDrop[],
  password: string,
  signal: AbortSignal,
): Promise<Bytes> {
  const salt = deps.random(SALT_BYTES)
  const nonce = deps.random(NONCE_BYTES)
  const { key, commitment } = await deriveKeys(await deps.stretch(password, salt, 'standard', signal))
  const start = concatBytes(START, salt, nonce, commitment)
  const header = concatBytes(start, await checkOf(start))
  const params = { name: 'AES-GCM', iv: nonce, additionalData: header }
  return concatBytes(header, new Uint8Array(await crypto.subtle.encrypt(params, key, await toBlock(drops))))
}

async function checkHeader(file: Bytes): Promise<Bytes> {
  if (file.length < HEADER_BYTES + BLOCK_FLOOR + TAG_BYTES || file.length > MOST_EXPORT_BYTES) refuse('length')
  const header = file.slice(0, HEADER_BYTES)
  if (!equalBytes(header.subarray(0, START.length), START)) refuse('start')
  if (!equalBytes(header.subarray(COMMITMENT_END), await checkOf(header.slice(0, COMMITMENT_END)))) refuse('check')
  return header
}

/** The drops of an exported list. Errors: `export-invalid`, `password-wrong`, those of `stretch`. */
export async function openExport(
  stretch: StretchPassword,
  file: Bytes,
  password: string,
  signal: AbortSignal,
): Promise<readonly KeptDrop[]> {
  const header = await checkHeader(file)
  const passwordKey = await stretch(password, header.slice(START.length, SALT_END), 'standard', signal)
  const { key, commitment } = await deriveKeys(passwordKey)
  if (!equalBytes(commitment, header.subarray(NONCE_END, COMMITMENT_END)))
    throw new DropError('password-wrong', { subject: 'export' })
  const params = { name: 'AES-GCM', iv: header.slice(SALT_END, NONCE_END), additionalData: header }
  try {
    const block = await crypto.subtle.decrypt(params, key, file.subarray(HEADER_BYTES))
    return await fromBlock(new Uint8Array(block))
  } catch (cause) {
    throw new DropError('export-invalid', { subject: 'sealed list', cause })
  }
}
