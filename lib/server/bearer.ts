import { decodeBase64url, equalBytes } from '../format/bytes.ts'
import { DropError } from '../format/drop-error.ts'
import type { DropRow } from '../ports/drop-store.ts'
import type { DropId, TokenHash } from '../wire/fields.ts'
import type { ServerDeps } from './deps.ts'

/** Whether a bearer token is the one whose SHA-256 is stored; compared in constant time. */
export async function tokenFits(token: string, hash: TokenHash): Promise<boolean> {
  const digest = await crypto.subtle.digest('SHA-256', decodeBase64url(token))
  return equalBytes(new Uint8Array(digest), decodeBase64url(hash))
}

/** The drop behind an id and its owner's token. Errors: `not-found` for either: they look alike. */
export async function findOwnedDrop({ drops }: Pick<ServerDeps, 'drops'>, id: DropId, owner: string): Promise<DropRow> {
  const drop = await drops.find(id)
  if (drop === null || !(await tokenFits(owner, drop.ownerHash))) throw new DropError('not-found')
  return drop
}
