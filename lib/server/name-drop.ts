import { deriveLocator } from '../crypto/link-keys.ts'
import { encodeBase64url } from '../format/bytes.ts'
import { DropError, isDropError } from '../format/drop-error.ts'
import { parseLinkText } from '../format/link-text.ts'
import { type DropId, dropId, locator } from '../wire/fields.ts'
import type { ServerDeps } from './deps.ts'

async function locatorOf(text: string): Promise<string> {
  try {
    const { secret } = await parseLinkText(text)
    return encodeBase64url(await deriveLocator(secret))
  } catch (cause) {
    throw isDropError(cause) ? new DropError('not-found', { subject: 'drop', cause }) : cause
  }
}

/** The drop that an operator means by its id, or by a link of it: a locator, a whole link, a code, eleven words. Only the locator is looked for. Errors: `not-found`. */
export async function nameDrop({ drops, links }: Pick<ServerDeps, 'drops' | 'links'>, text: string): Promise<DropId> {
  const named = text.trim()
  const id = dropId.safeParse(named)
  const drop = id.success ? await drops.find(id.data) : null
  if (drop !== null) return drop.id
  const found = await links.find(locator.parse(id.success ? named : await locatorOf(named)))
  if (found === null) throw new DropError('not-found', { subject: 'drop' })
  return found.drop.id
}
