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

type NameDeps = Pick<ServerDeps, 'drops' | 'links'>

async function byId({ drops }: NameDeps, named: string): Promise<DropId | null> {
  const id = dropId.safeParse(named)
  return id.success ? ((await drops.find(id.data))?.id ?? null) : null
}

async function byLink({ links }: NameDeps, named: string): Promise<DropId | null> {
  const plain = locator.safeParse(named)
  const found = await links.find(plain.success ? plain.data : locator.parse(await locatorOf(named)))
  return found?.drop.id ?? null
}

/**
 * The drop that an operator means by its id, or by a link of it: a locator, a whole link, a code, eleven words. Only
 * the locator is looked for. Clients choose ids and locators: what is the id of one drop and a locator of another is
 * refused, as one may hide the other, unless `id:` or `locator:` stands before it. Errors: `not-found`, `bad-request`.
 */
export async function nameDrop(deps: NameDeps, text: string): Promise<DropId> {
  const [, way, named = ''] = /^(?:(id|locator):)?(.*)$/s.exec(text.trim()) ?? []
  const ofId = way === 'locator' ? null : await byId(deps, named)
  const ofLink = way === 'id' ? null : await byLink(deps, named)
  const [found, other] = [ofId, ofLink].filter((id) => id !== null)
  if (found === undefined) throw new DropError('not-found', { subject: 'drop' })
  if (other !== undefined && other !== found) throw new DropError('bad-request', { subject: 'two drops' })
  return found
}
