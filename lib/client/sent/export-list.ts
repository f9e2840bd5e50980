import * as z from 'zod/mini'
import { deriveLocator } from '../../crypto/link-keys.ts'
import { type Bytes, decodeBase64url, encodeBase64url, equalBytes } from '../../format/bytes.ts'
import { parseCode } from '../../format/code.ts'
import { DropError } from '../../format/drop-error.ts'
import { parseHeader } from '../../format/header.ts'
import type { KeptDrop } from '../../ports/sender-store.ts'
import { byteCount, dropId, headerField, instant, locator, tokenHash } from '../../wire/fields.ts'

/** The most drops of a list, and links of a drop. */
const MOST = 10_000

const exportedLink = z.strictObject({
  locator,
  code: z.string().check(z.length(24)),
  label: z.nullable(z.string()),
  createdAt: instant,
})

const exportedDrop = z.strictObject({
  id: dropId,
  owner: z.pipe(
    tokenHash,
    z.transform((text): string => text),
  ),
  contentKey: z.pipe(
    tokenHash,
    z.transform((text): Bytes => decodeBase64url(text)),
  ),
  header: z.pipe(
    headerField,
    z.transform((text): Bytes => decodeBase64url(text)),
  ),
  kind: z.enum(['files', 'note', 'redirect']),
  name: z.string(),
  files: byteCount,
  totalBytes: byteCount,
  createdAt: instant,
  links: z.array(exportedLink).check(z.maxLength(MOST)),
})

const exportedList = z.strictObject({ drops: z.array(exportedDrop).check(z.maxLength(MOST)) })

/** The list's JSON (export.md 4). */
export function listJson(drops: readonly KeptDrop[]): string {
  return JSON.stringify({
    drops: drops.map(({ id, owner, contentKey, header, kind, name, files, totalBytes, createdAt, links }) => ({
      id,
      owner,
      contentKey: encodeBase64url(contentKey),
      header: encodeBase64url(header),
      kind,
      name,
      files,
      totalBytes,
      createdAt,
      links: links.map(({ locator, code, label, createdAt }) => ({ locator, code, label, createdAt })),
    })),
  })
}

function refuse(subject: string): never {
  throw new DropError('export-invalid', { subject })
}

function refuseDoubles(names: readonly string[], subject: string): void {
  if (new Set(names).size !== names.length) refuse(subject)
}

async function checkDrop({ header, links }: KeptDrop): Promise<void> {
  parseHeader(header)
  refuseDoubles(
    links.map((link) => link.locator),
    'locator',
  )
  for (const { code, locator } of links) {
    const { secret } = await parseCode(code)
    if (!equalBytes(await deriveLocator(secret), decodeBase64url(locator))) refuse('locator')
  }
}

/** Reads a list's JSON as if a stranger had written it. Errors: `export-invalid`. */
export async function parseList(json: string): Promise<readonly KeptDrop[]> {
  try {
    const { drops } = exportedList.parse(JSON.parse(json))
    refuseDoubles(
      drops.map(({ id }) => id),
      'id',
    )
    for (const drop of drops) await checkDrop(drop)
    return drops
  } catch (cause) {
    throw new DropError('export-invalid', { subject: 'list', cause })
  }
}
