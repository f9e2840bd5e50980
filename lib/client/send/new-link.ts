import type { ContentKey } from '../../crypto/content-key.ts'
import { sealHint } from '../../crypto/hint.ts'
import { deriveLinkKeys, newSecret, passwordSalt } from '../../crypto/link-keys.ts'
import type { RandomSource } from '../../crypto/random-source.ts'
import { sha256Base64url } from '../../crypto/sha256.ts'
import { encodeBase64url } from '../../format/bytes.ts'
import { formatCode, type PasswordProfile } from '../../format/code.ts'
import { LINK_SALT_BYTES } from '../../format/constants.ts'
import type { Header } from '../../format/header.ts'
import type { NewLink } from '../../wire/drops.ts'
import { locator, tokenHash } from '../../wire/fields.ts'
import type { StretchPassword } from '../password/stretch-password.ts'
import type { LinkChoice } from './send-state.ts'

/** What making a link's keys depends on. */
export interface NewLinkDeps {
  readonly stretch: StretchPassword
  /** How this browser stretches a new password. */
  readonly profile: PasswordProfile
  readonly random: RandomSource
}

/** What goes into a link. */
export interface LinkWanted extends Pick<LinkChoice, 'expiresIn' | 'maxDownloads' | 'password' | 'hint'> {
  readonly contentKey: ContentKey
  readonly header: Header
}

/** A link before the server knows it. */
export interface DraftLink {
  /** 24 characters: a secret. */
  readonly code: string
  readonly request: NewLink
}

/**
 * Makes one link to a drop under a fresh secret and salt (format.md 8). Errors: those of `stretch`, and `bad-request`
 * for a hint that cannot be one.
 */
export type MakeNewLink = (wanted: LinkWanted, signal: AbortSignal) => Promise<DraftLink>

/** Makes links in this browser. A hint without a password is left out: it would say that there is one. */
export function createNewLink({ stretch, profile, random }: NewLinkDeps): MakeNewLink {
  return async ({ contentKey, header, expiresIn, maxDownloads, password, hint }, signal) => {
    const secret = newSecret(random)
    const salt = random(LINK_SALT_BYTES)
    const passwordKey =
      password === null ? {} : { passwordKey: await stretch(password, await passwordSalt(secret), profile, signal) }
    const keys = await deriveLinkKeys({ secret, salt, ...passwordKey })
    const sealedHint = password === null || hint === null ? null : await sealHint({ secret, salt }, hint)
    const request = {
      locator: locator.parse(encodeBase64url(keys.locator)),
      salt: encodeBase64url(salt),
      wrappedKey: encodeBase64url(await contentKey.wrap(keys, header)),
      ...(sealedHint !== null && { hint: encodeBase64url(sealedHint) }),
      accessHash: tokenHash.parse(await sha256Base64url(keys.accessToken)),
      maxDownloads,
      expiresIn,
    }
    const needsPassword = password !== null
    return { code: await formatCode({ needsPassword, profile: needsPassword ? profile : 'standard', secret }), request }
  }
}
