import type { Bytes } from '../format/bytes.ts'

const NO_SALT = new Uint8Array(0)

/** Imports input key material for HKDF (RFC 5869); it cannot be read out again. */
export function importKeyMaterial(material: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', material, 'HKDF', false, ['deriveBits', 'deriveKey'])
}

/** HKDF-SHA-256 to `length` bytes. */
export async function deriveBytes(
  material: CryptoKey,
  info: Bytes,
  length: number,
  salt: Bytes = NO_SALT,
): Promise<Bytes> {
  return new Uint8Array(
    await crypto.subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt, info }, material, length * 8),
  )
}

/** HKDF-SHA-256 to a non-extractable AES-256-GCM key. */
export function deriveAesKey(
  material: CryptoKey,
  info: Bytes,
  usage: 'encrypt' | 'decrypt' | 'both',
  salt: Bytes = NO_SALT,
): Promise<CryptoKey> {
  const usages: KeyUsage[] = usage === 'both' ? ['encrypt', 'decrypt'] : [usage]
  return crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt, info },
    material,
    { name: 'AES-GCM', length: 256 },
    false,
    usages,
  )
}
