import { type Bytes, concatBytes } from '../format/bytes.ts'
import { KEY_BYTES, LOCATOR_BYTES, SECRET_BYTES } from '../format/constants.ts'
import { deriveAesKey, deriveBytes, importKeyMaterial } from './hkdf.ts'
import { linkInfo } from './info.ts'
import type { RandomSource } from './random-source.ts'

/** What a link's secret opens (format.md, "Link keys"). */
export interface LinkKeys {
  /** 16 bytes: by it the server finds the link. */
  readonly locator: Bytes
  /** 32 bytes: the bearer token that opens and claims. The server stores its SHA-256. */
  readonly accessToken: Bytes
  /** Wraps the content key; used for that once, as its salt is fresh for each link. */
  readonly kek: CryptoKey
}

/** A link's 16 random bytes. */
export function newSecret(random: RandomSource): Bytes {
  return random(SECRET_BYTES)
}

/** The 16 bytes by which the server finds the link. */
export async function deriveLocator(secret: Bytes): Promise<Bytes> {
  return deriveBytes(await importKeyMaterial(secret), linkInfo('locator'), LOCATOR_BYTES)
}

/** The 16-byte Argon2id salt for this link's password. */
export async function passwordSalt(secret: Bytes): Promise<Bytes> {
  return deriveBytes(await importKeyMaterial(secret), linkInfo('password salt'), 16)
}

/**
 * Access token and key-encryption key of a link. `passwordKey` is the stretched password, 32 bytes, where the code asks
 * for one.
 */
export async function deriveLinkKeys(link: { secret: Bytes; salt: Bytes; passwordKey?: Bytes }): Promise<LinkKeys> {
  const { secret, salt, passwordKey = new Uint8Array(KEY_BYTES) } = link
  const material = await importKeyMaterial(concatBytes(secret, passwordKey))
  const [locator, accessToken, kek] = await Promise.all([
    deriveLocator(secret),
    deriveBytes(material, linkInfo('access'), KEY_BYTES, salt),
    deriveAesKey(material, linkInfo('wrap'), 'both', salt),
  ])
  return { locator, accessToken, kek }
}
