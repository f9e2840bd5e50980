import { describe, expect, test } from 'vitest'
import { wasmArgon2id } from '../../adapters/argon2/argon2id.ts'
import { deriveLocator } from '../../crypto/link-keys.ts'
import { cryptoRandom } from '../../crypto/random-source.ts'
import { expectRefusal, fixedRandom, fromBase64, fromHex, readVectors, toHex } from '../../crypto/vectors.fixture.ts'
import { type Bytes, concatBytes, encodeBase64url } from '../../format/bytes.ts'
import { formatCode } from '../../format/code.ts'
import { encodePassword } from '../../format/password.ts'
import { someDrop, someLink } from '../../ports/sender-store.contract.ts'
import type { KeptDrop } from '../../ports/sender-store.ts'
import { locator } from '../../wire/fields.ts'
import type { StretchPassword } from '../password/stretch-password.ts'
import { openExport, sealExport } from './seal-export.ts'

interface ExportVectors {
  readonly password: string
  readonly valid: Readonly<Record<'salt' | 'nonce' | 'passwordKey' | 'json' | 'fileBase64', string>>
  readonly mustFail: readonly { name: string; fileBase64: string; error: string }[]
}

const vectors = readVectors<ExportVectors>('export')
const never = new AbortController().signal
const argon2: StretchPassword = (password, salt, profile) => wasmArgon2id(encodePassword(password), salt, profile)
/** Of a vector's password its own key at once; tests of damage stretch thousands of times. */
const stretch: StretchPassword = async (password, salt) => {
  if (password === vectors.password) return fromHex(vectors.valid.passwordKey)
  return new Uint8Array(await crypto.subtle.digest('SHA-256', concatBytes(encodePassword(password), salt)))
}
const open = (file: Bytes, password = vectors.password, by = stretch) => openExport(by, file, password, never)
const toJson = (drops: readonly KeptDrop[]) =>
  drops.map((drop) => ({
    ...drop,
    contentKey: encodeBase64url(drop.contentKey),
    header: encodeBase64url(drop.header),
  }))

async function trueLink(label: string | null) {
  const secret = cryptoRandom(16)
  const code = await formatCode({ needsPassword: false, profile: 'standard', secret })
  return someLink({ label, code, locator: locator.parse(encodeBase64url(await deriveLocator(secret))) })
}

describe('the vector', () => {
  const file = fromBase64(vectors.valid.fileBase64)

  test('opens with Argon2id', async () => {
    expect({ drops: toJson(await open(file, vectors.password, argon2)) }).toEqual(JSON.parse(vectors.valid.json))
  })

  test('opens with a password whose letters are composed otherwise', async () => {
    await expect(open(file, vectors.password.normalize('NFD'), argon2)).resolves.toHaveLength(2)
  })

  test('is sealed from the same random bytes, but for the DEFLATE stream', async () => {
    const random = fixedRandom(fromHex(vectors.valid.salt), fromHex(vectors.valid.nonce))
    const sealed = await sealExport({ stretch, random }, await open(file), vectors.password, never)
    expect(toHex(sealed.subarray(0, 80))).toBe(toHex(file.subarray(0, 80)))
    expect(await open(sealed)).toEqual(await open(file))
  })

  test.each(vectors.mustFail)('$name is refused', async ({ fileBase64, error }) => {
    await expectRefusal(() => open(fromBase64(fileBase64)), error)
  })

  test('a bit that is turned is found wherever it is, as damage and not as a wrong password', async () => {
    // All of header and tag, and one in each byte of what the tag protects.
    const isShort = (at: number) => at < 80 || at >= file.length - 16
    for (const [at, byte] of file.entries()) {
      for (const bit of isShort(at) ? [0, 1, 2, 3, 4, 5, 6, 7] : [at % 8]) {
        const turned = file.slice()
        turned[at] = byte ^ (1 << bit)
        await expectRefusal(() => open(turned), 'export-invalid')
      }
    }
  })

  test.each(['', 'schneeglöckchen im März', `${vectors.password} `])('the password %j is wrong', async (password) => {
    const by: StretchPassword = (text, salt, ...rest) => stretch(text === '' ? ' ' : text, salt, ...rest)
    await expectRefusal(() => open(file, password, by), 'password-wrong')
  })
})

test('a list comes back as it was, labels and all', async () => {
  const drops = [
    someDrop({ name: '\u202Egpj.exe', links: [await trueLink('Zoë'), await trueLink(null)] }),
    someDrop({ links: [], kind: 'redirect', totalBytes: Number.MAX_SAFE_INTEGER }),
  ]
  const sealed = await sealExport({ stretch, random: cryptoRandom }, drops, 'a', never)
  expect(await open(sealed, 'a')).toEqual(drops)
})

test('an empty list is as long as a short one, and no two files are alike', async () => {
  const deps = { stretch, random: cryptoRandom }
  const none = await sealExport(deps, [], 'a', never)
  const one = await sealExport(deps, [someDrop({ links: [await trueLink('a')] })], 'a', never)
  const again = await sealExport(deps, [], 'a', never)
  expect(none).toHaveLength(80 + 4096 + 16)
  expect(one).toHaveLength(none.length)
  expect(toHex(again.subarray(12, 72))).not.toBe(toHex(none.subarray(12, 72)))
  expect(await open(none, 'a')).toEqual([])
})
