import { argon2Sync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { type Bytes, concatBytes } from '../format/bytes.ts'
import type { Code } from '../format/code.ts'
import { measurePayload, parsePartNumber, sealedRange } from '../format/geometry.ts'
import { parseHeader } from '../format/header.ts'
import { parseLinkText } from '../format/link-text.ts'
import { type Manifest, parseManifest } from '../format/manifest.ts'
import { unwrapPayloadKey } from './content-key.ts'
import { deriveBytes, importKeyMaterial } from './hkdf.ts'
import { dropInfo, linkInfo } from './info.ts'
import { deriveLinkKeys, deriveLocator, passwordSalt } from './link-keys.ts'
import { openPart, openParts } from './open-payload.ts'
import { commitmentOf, derivePartKey, openManifest, type PayloadKey } from './payload-key.ts'
import { sealManifest } from './seal-manifest.ts'
import { gatherAll, openAll, piecesOf, sealAll, wholeCut } from './small-drop.fixture.ts'
import { splitPayload } from './split-payload.ts'
import { expectRefusal, fixedRandom, fromBase64, fromHex, readVectors, toHex } from './vectors.fixture.ts'

interface Schedule {
  name: string
  secret: string
  linkSalt: string
  password: string | null
  profile: 'standard' | 'light'
  header: string
  contentKey: string
  locator: string
  passwordSalt: string
  passwordKey: string
  accessToken: string
  kek: string
  wrappedKey: string
  commitment: string
  manifestKey: string
  parts: { number: number; salt: string; key: string }[]
}
interface Mismatch {
  name: string
  secret: string
  linkSalt: string
  passwordKey: string
  header: string
  wrappedKey: string
  commitment: string
  error: string
}
interface TwoKeys {
  header: string
  partSalt: string
  length: number
  sealedBase64: string
  contentKeys: [string, string]
  commitment: string
  secret: string
  linkSalt: string
  wrappedKeys: [string, string]
}
interface PayloadVector {
  name: string
  header: string
  contentKey: string
  length: number
  partSalts: string[]
  plaintextSha256: string
  sealedLength: number
  sealedSha256: string
  sealedBase64?: string
}
interface BadPayload {
  name: string
  header: string
  contentKey: string
  length: number
  partSalts: string[]
  sealedBase64: string
  error: string
  streamError?: string
}
interface Stored {
  locator: string
  linkSalt: string
  wrappedKey: string
  accessTokenHash: string
  header: string
  commitment: string
  manifestBase64: string
  payloadBase64: string
}
interface DropVector {
  name: string
  link: string
  words: string
  password: string | null
  stored: Stored
  opened: {
    accessToken: string
    manifestJson: string
    entries: { path?: string; size: number; sha256: string; text?: string }[]
  }
}
interface BadDrop {
  name: string
  base: string
  code?: string
  password?: string | null
  stored: Partial<Stored>
  error: string
}

const schedules = readVectors<{
  infos: Record<string, string>
  valid: Schedule[]
  mustFail: Mismatch[]
  twoKeys: TwoKeys
}>('key-schedule')
const payloads = readVectors<{ valid: PayloadVector[]; mustFail: BadPayload[] }>('payload')
const drops = readVectors<{ valid: DropVector[]; mustFail: BadDrop[] }>('drops')
const manifests = readVectors<{
  valid: { name: string; header: string; encodedBase64: string; contentKey: string; sealedBase64: string }[]
  mustFailSealed: { name: string; header: string; contentKey: string; sealedBase64: string; error: string }[]
}>('manifest')

const sha256 = async (bytes: Bytes): Promise<string> =>
  toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)))
const keyOf = async ({ contentKey, header }: { contentKey: string; header: string }): Promise<PayloadKey> => ({
  hkdf: await importKeyMaterial(fromHex(contentKey)),
  header: fromHex(header),
})
const pattern = (length: number): Bytes => Uint8Array.from({ length }, (_, i) => (i * 31 + (i >>> 8)) & 255)

/** Argon2id as format.md 8 has it; floor 0 only takes its result. */
async function stretch(code: Code, password: string | null): Promise<Bytes | undefined> {
  if (password === null) return undefined
  const cost = code.profile === 'standard' ? { memory: 65_536, passes: 3 } : { memory: 19_456, passes: 2 }
  const salt = await passwordSalt(code.secret)
  return new Uint8Array(
    argon2Sync('argon2id', { ...cost, message: password.normalize('NFC'), nonce: salt, parallelism: 1, tagLength: 32 }),
  )
}

describe('key schedule', () => {
  test('info strings', () => {
    const { header, parts } = schedules.valid[0]!
    const { infos } = schedules
    expect(toHex(linkInfo('locator'))).toBe(infos['locator'])
    expect(toHex(linkInfo('password salt'))).toBe(infos['passwordSalt'])
    expect(toHex(dropInfo('commit', fromHex(header)))).toBe(infos['commit'])
    expect(toHex(dropInfo('part', fromHex(header), Uint8Array.of(0, 0, 0, 1), fromHex(parts[0]!.salt)))).toBe(
      infos['part1'],
    )
  })

  test.each(schedules.valid)('$name', async (vector) => {
    const secret = fromHex(vector.secret)
    const code = { needsPassword: vector.password !== null, profile: vector.profile, secret }
    expect(toHex(await deriveLocator(secret))).toBe(vector.locator)
    expect(toHex(await passwordSalt(secret))).toBe(vector.passwordSalt)
    const passwordKey = await stretch(code, vector.password)
    expect(toHex(passwordKey ?? new Uint8Array(32))).toBe(vector.passwordKey)
    const keys = await deriveLinkKeys({ secret, salt: fromHex(vector.linkSalt), ...(passwordKey && { passwordKey }) })
    expect(toHex(keys.locator)).toBe(vector.locator)
    expect(toHex(keys.accessToken)).toBe(vector.accessToken)
    expect(keys.kek.extractable).toBe(false)
    const header = parseHeader(fromHex(vector.header))
    const key = await unwrapPayloadKey(keys, {
      header,
      wrappedKey: fromHex(vector.wrappedKey),
      commitment: fromHex(vector.commitment),
    })
    expect(toHex(await commitmentOf(key))).toBe(vector.commitment)
    // Keys cannot be read out, so what they make is compared with what the vectors' keys make.
    const iv = new Uint8Array(12)
    const probe = new Uint8Array(20)
    const made = async (aes: CryptoKey) =>
      toHex(new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, aes, probe)))
    const raw = (hex: string) => crypto.subtle.importKey('raw', fromHex(hex), 'AES-GCM', false, ['encrypt'])
    expect(await made(keys.kek)).toBe(await made(await raw(vector.kek)))
    for (const part of vector.parts) {
      const aes = await derivePartKey(key, parsePartNumber(part.number), fromHex(part.salt), 'encrypt')
      expect(await made(aes)).toBe(await made(await raw(part.key)))
    }
    expect(toHex(await deriveBytes(key.hkdf, dropInfo('manifest', key.header), 32))).toBe(vector.manifestKey)
  })

  test.each(schedules.mustFail)('refused: $name', async (vector) => {
    const keys = await deriveLinkKeys({
      secret: fromHex(vector.secret),
      salt: fromHex(vector.linkSalt),
      passwordKey: fromHex(vector.passwordKey),
    })
    const stored = {
      header: parseHeader(fromHex(vector.header)),
      wrappedKey: fromHex(vector.wrappedKey),
      commitment: fromHex(vector.commitment),
    }
    await expectRefusal(() => unwrapPayloadKey(keys, stored), vector.error)
  })

  test('a chunk that opens under two keys is opened under the committed one only', async () => {
    const vector = schedules.twoKeys
    const header = parseHeader(fromHex(vector.header))
    const geometry = measurePayload(header, vector.length)
    const opened: string[] = []
    for (const contentKey of vector.contentKeys) {
      const key = await keyOf({ contentKey, header: vector.header })
      const [chunk] = await openPart(
        key,
        geometry,
        parsePartNumber(1),
        fromHex(vector.partSalt),
        fromBase64(vector.sealedBase64),
      )
      opened.push(toHex(chunk!))
    }
    expect(opened[0]).not.toBe(opened[1]) // AES-GCM alone is content with either
    const keys = await deriveLinkKeys({ secret: fromHex(vector.secret), salt: fromHex(vector.linkSalt) })
    const unwrap = (wrappedKey: string) =>
      unwrapPayloadKey(keys, { header, wrappedKey: fromHex(wrappedKey), commitment: fromHex(vector.commitment) })
    await unwrap(vector.wrappedKeys[0])
    await expectRefusal(() => unwrap(vector.wrappedKeys[1]), 'key-mismatch')
  })
})

describe('payload', () => {
  test.each(payloads.valid)('$name', async (vector) => {
    const key = await keyOf(vector)
    const plaintext = pattern(vector.length)
    expect(await sha256(plaintext)).toBe(vector.plaintextSha256)
    const salts = vector.partSalts.map(fromHex)
    const { sealed } = await sealAll(key, plaintext, fixedRandom(...salts))
    expect(sealed.length).toBe(vector.sealedLength)
    expect(await sha256(sealed)).toBe(vector.sealedSha256)
    if (vector.sealedBase64 !== undefined) {
      expect(sealed).toEqual(fromBase64(vector.sealedBase64))
      expect(await openAll(key, vector.length, salts, sealed, 1)).toEqual(plaintext)
    }
    expect((await openAll(key, vector.length, salts, sealed, 65_536)).every((byte, i) => byte === plaintext[i])).toBe(
      true,
    )
  })

  test.each(payloads.mustFail)('refused: $name', async (vector) => {
    const salts = vector.partSalts.map(fromHex)
    const sealed = fromBase64(vector.sealedBase64)
    const key = await keyOf(vector)
    for (const pieceSize of [1, 100, sealed.length + 1])
      await expectRefusal(
        () => openAll(key, vector.length, salts, sealed, pieceSize),
        vector.streamError ?? vector.error,
      )
    await expectRefusal(() => openByParts(key, vector.length, salts, sealed), vector.error)
  })
})

/** Part by part, with the length checked first as format.md 4 asks. */
async function openByParts(
  key: PayloadKey,
  length: number,
  salts: readonly Bytes[],
  sealed: Bytes,
): Promise<Bytes[][]> {
  const geometry = measurePayload(parseHeader(key.header), length)
  return Promise.all(
    Array.from({ length: geometry.parts }, (_, index) => {
      const number = parsePartNumber(index + 1)
      const { offset, length } = sealedRange(geometry, number)
      const end = number === geometry.parts ? sealed.length : offset + length
      return openPart(key, geometry, number, salts[index] ?? new Uint8Array(16), sealed.subarray(offset, end))
    }),
  )
}

describe('sealed manifests', () => {
  test.each(manifests.valid)('$name', async (vector) => {
    const key = await keyOf(vector)
    const [encoded, sealed] = [fromBase64(vector.encodedBase64), fromBase64(vector.sealedBase64)]
    expect(await openManifest(key, sealed)).toEqual(encoded)
    expect(await sealManifest(key, encoded, fixedRandom(sealed.slice(0, 12)))).toEqual(sealed)
  })
  test.each(manifests.mustFailSealed)('refused: $name', async (vector) => {
    const key = await keyOf(vector)
    await expectRefusal(() => openManifest(key, fromBase64(vector.sealedBase64)), vector.error)
  })
})

/** A whole drop, in the order of format.md 9. */
async function openDrop(
  text: string,
  password: string | null,
  stored: Stored,
): Promise<{ manifest: Manifest; entries: Bytes[]; accessToken: string }> {
  const code = await parseLinkText(text)
  const header = parseHeader(fromHex(stored.header))
  const passwordKey = await stretch(code, password)
  const keys = await deriveLinkKeys({
    secret: code.secret,
    salt: fromHex(stored.linkSalt),
    ...(passwordKey && { passwordKey }),
  })
  const key = await unwrapPayloadKey(keys, {
    header,
    wrappedKey: fromHex(stored.wrappedKey),
    commitment: fromHex(stored.commitment),
  })
  const manifest = await parseManifest(await openManifest(key, fromBase64(stored.manifestBase64)), header)
  const geometry = measurePayload(header, manifest.paddedLength)
  const run = { firstPart: parsePartNumber(1), lastPart: parsePartNumber(geometry.parts) }
  const chunks = openParts(key, geometry, manifest.partSalts, run, piecesOf(fromBase64(stored.payloadBase64), 1000))
  const entries: Bytes[] = []
  for await (const { bytes } of splitPayload(geometry, wholeCut(manifest, geometry), chunks))
    entries.push(concatBytes(...(await gatherAll(bytes))))
  return { manifest, entries, accessToken: toHex(keys.accessToken) }
}

describe('drops', () => {
  test.each(drops.valid)('$name', async (vector) => {
    for (const text of [vector.link, vector.words]) {
      const opened = await openDrop(text, vector.password, vector.stored)
      expect(opened.accessToken).toBe(vector.opened.accessToken)
      expect(await sha256(fromHex(opened.accessToken))).toBe(vector.stored.accessTokenHash)
      expect(opened.entries.map((bytes) => bytes.length)).toEqual(vector.opened.entries.map(({ size }) => size))
      expect(await Promise.all(opened.entries.map(sha256))).toEqual(vector.opened.entries.map((entry) => entry.sha256))
      const paths = opened.manifest.kind === 'files' ? opened.manifest.files.map(({ path }) => path) : [undefined]
      expect(paths).toEqual(vector.opened.entries.map(({ path }) => path))
    }
  })
  test.each(drops.mustFail)('refused: $name', async (vector) => {
    const base = drops.valid.find(({ name }) => name === vector.base)!
    const password = vector.password === undefined ? base.password : vector.password
    await expectRefusal(
      () => openDrop(vector.code ?? base.link, password, { ...base.stored, ...vector.stored }),
      vector.error,
    )
  })
})
