import * as z from 'zod/mini'
import type { Bytes } from '../../format/bytes.ts'
import { CODE_CHARACTERS } from '../../format/code.ts'
import { HEADER_BYTES, KEY_BYTES, PART_SALT_BYTES } from '../../format/constants.ts'
import type { KeptDrop, KeptUpload } from '../../ports/sender-store.ts'
import { byteCount, dropId, instant, locator, partNumber, tokenHash } from '../../wire/fields.ts'

function bytesOf(length: number) {
  const isThat = (value: unknown) =>
    value instanceof Uint8Array && value.buffer instanceof ArrayBuffer && value.length === length
  return z.custom<Bytes>(isThat, `must be ${length} bytes`)
}

/** An owner token is spelled like a hash: 32 bytes, base64url. */
const owner = z.pipe(
  tokenHash,
  z.transform((token): string => token),
)
const key = bytesOf(KEY_BYTES)
const header = bytesOf(HEADER_BYTES)
const salt = bytesOf(PART_SALT_BYTES)

const keptLink = z.object({
  locator,
  code: z.string().check(z.regex(new RegExp(`^[A-Za-z0-9_-]{${CODE_CHARACTERS}}$`))),
  label: z.nullable(z.string()),
  createdAt: instant,
})

const keptDrop = z.object({
  id: dropId,
  owner,
  contentKey: key,
  header,
  kind: z.enum(['files', 'note', 'redirect']),
  name: z.string(),
  files: byteCount,
  totalBytes: byteCount,
  createdAt: instant,
  links: z.array(keptLink),
})

/**
 * Handles are objects of the browser alone. One that is none (any more) is none: the sender is asked for the file
 * again.
 */
const handle = z.catch(
  z.nullable(
    z.custom<FileSystemFileHandle>(
      (value) => typeof FileSystemFileHandle === 'function' && value instanceof FileSystemFileHandle,
    ),
  ),
  null,
)

const keptUpload = z.object({
  id: dropId,
  owner,
  contentKey: key,
  header,
  begunAt: instant,
  files: z.array(z.object({ rawPath: z.string(), size: byteCount, lastModified: z.int(), handle })),
})

const keptPart = z.object({ id: dropId, number: partNumber, salt })

/**
 * What a database holds may be old, half written by a broken browser, or put there by somebody else: `null` for what is
 * no drop as it should be.
 */
export function readDrop(record: unknown): KeptDrop | null {
  return keptDrop.safeParse(record).data ?? null
}

/** As `readDrop`. */
export function readUpload(record: unknown): KeptUpload | null {
  return keptUpload.safeParse(record).data ?? null
}

/** As `readDrop`, for an acknowledged part: of which upload, its number from 1 and its 16-byte salt. */
export function readPart(record: unknown): z.infer<typeof keptPart> | null {
  return keptPart.safeParse(record).data ?? null
}
