import { readFile, stat } from 'node:fs/promises'
import { SettingsError } from '../server/variables.ts'

const MOST_BYTES = 256 * 2 ** 10

/** A picture as a browser takes it. */
export interface Logo {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly type: 'image/svg+xml' | 'image/png' | 'image/webp'
}

/** By what the file holds: names may say anything. */
function typeOf(bytes: Buffer): Logo['type'] | undefined {
  const ascii = (from: number, to: number) => bytes.subarray(from, to).toString('latin1')
  if (ascii(0, 8) === '\x89PNG\r\n\x1a\n') return 'image/png'
  if (ascii(0, 4) === 'RIFF' && ascii(8, 12) === 'WEBP') return 'image/webp'
  return /^(\ufeff)?\s*<(\?xml|!--|!DOCTYPE svg|svg)[\s\S]*<?svg/i.test(bytes.toString('utf8'))
    ? 'image/svg+xml'
    : undefined
}

/** The file that SNOWDROP_LOGO names. Errors: `SettingsError`, a sentence. */
export async function readLogo(path: string): Promise<Logo> {
  const refuse = (why: string, cause?: unknown) => new SettingsError(`SNOWDROP_LOGO is "${path}", ${why}.`, { cause })
  let bytes: Buffer<ArrayBuffer>
  try {
    if ((await stat(path)).size > MOST_BYTES) throw refuse('but may have at most 256 KiB')
    bytes = await readFile(path)
  } catch (cause) {
    if (cause instanceof SettingsError) throw cause
    throw refuse('but cannot be read', cause)
  }
  const type = typeOf(bytes)
  if (type === undefined) throw refuse('but must be SVG, PNG or WebP')
  return { bytes, type }
}
