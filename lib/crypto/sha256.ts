import { type Bytes, encodeBase64url } from '../format/bytes.ts'

/** The SHA-256 (FIPS 180-4) of `bytes` as the API spells hashes: 43 base64url characters, of 32 bytes. */
export async function sha256Base64url(bytes: Bytes): Promise<string> {
  return encodeBase64url(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)))
}
