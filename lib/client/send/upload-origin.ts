import { ContentKey } from '../../crypto/content-key.ts'
import type { RandomSource } from '../../crypto/random-source.ts'
import { type Bytes, encodeBase64url } from '../../format/bytes.ts'
import type { Header } from '../../format/header.ts'
import type { BearerToken } from '../../ports/drop-api.ts'
import { type DropId, dropId } from '../../wire/fields.ts'

/** The drop that an upload fills, and what storage has of it already. */
export interface UploadOrigin {
  readonly id: DropId
  readonly owner: BearerToken
  readonly header: Header
  readonly contentKey: ContentKey
  /**
   * 16-byte salts of full parts that storage acknowledged before, by number. No file that comes later changes any of
   * them.
   */
  readonly parts: ReadonlyMap<number, Bytes>
  /** Of how many parts, from the first, storage may hold bytes. */
  readonly startedParts: number
}

/** A new drop, of which nothing is stored. */
export function newOrigin(random: RandomSource, header: Header): UploadOrigin {
  return {
    id: dropId.parse(encodeBase64url(random(16))),
    owner: encodeBase64url(random(32)),
    header,
    contentKey: ContentKey.generate(random),
    parts: new Map(),
    startedParts: 0,
  }
}
