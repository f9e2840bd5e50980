import * as z from 'zod/mini'
import { type Bytes, decodeBase64url, encodeBase64url } from '../../format/bytes.ts'
import { CODE_CHARACTERS } from '../../format/code.ts'
import type { KeptDrop, KeptUpload } from '../../ports/sender-store.ts'
import { byteCount, dropId, headerField, instant, locator, partNumber, tokenHash } from '../../wire/fields.ts'

/** An owner token and a content key are spelled like a hash: 32 bytes, base64url. */
const owner = z.pipe(
  tokenHash,
  z.transform((token): string => token),
)
const contentKey = z.pipe(
  tokenHash,
  z.transform((text): Bytes => decodeBase64url(text)),
)
/** 16 bytes; a part's salt is spelled like it. */
const header = z.pipe(
  headerField,
  z.transform((text): Bytes => decodeBase64url(text)),
)

const keptDrop = z.object({
  id: dropId,
  owner,
  contentKey,
  header,
  kind: z.enum(['files', 'note', 'redirect']),
  name: z.string(),
  files: byteCount,
  totalBytes: byteCount,
  createdAt: instant,
  links: z.array(
    z.object({
      locator,
      code: z.string().check(z.regex(new RegExp(`^[A-Za-z0-9_-]{${CODE_CHARACTERS}}$`))),
      label: z.nullable(z.string()),
      createdAt: instant,
    }),
  ),
})

const keptFile = z.pipe(
  z.object({ rawPath: z.string(), size: byteCount, lastModified: z.int() }),
  z.transform((file) => ({ ...file, handle: null })),
)
const keptUpload = z.object({ id: dropId, owner, contentKey, header, begunAt: instant, files: z.array(keptFile) })
const keptPart = z.tuple([partNumber, header])

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const withBytesAsText = (_: string, value: unknown) =>
  value instanceof Uint8Array ? encodeBase64url(new Uint8Array(value)) : value

/** A kept drop or upload as a file has it: JSON, bytes in base64url. */
export function keptJson(kept: KeptDrop | KeptUpload): string {
  return `${JSON.stringify(kept, withBytesAsText)}\n`
}

/** `null` for what is no drop as it should be: it may be old, cut off, or put there by somebody else. */
export function parseDrop(text: string): KeptDrop | null {
  return keptDrop.safeParse(parse(text)).data ?? null
}

/** As `parseDrop`. */
export function parseUpload(text: string): KeptUpload | null {
  return keptUpload.safeParse(parse(text)).data ?? null
}

/** One line for each part: its number and its salt. */
export function partLine(number: number, salt: Bytes): string {
  return `${JSON.stringify([number, encodeBase64url(salt)])}\n`
}

/** The parts of all lines that are whole; of those of one number the last. */
export function parseParts(text: string): Map<number, Bytes> {
  const lines = text.split('\n').map((line) => keptPart.safeParse(parse(line)).data)
  return new Map(lines.filter((part) => part !== undefined))
}
