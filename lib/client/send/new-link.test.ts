import { describe, expect, test } from 'vitest'
import { plainArgon2id } from '../../adapters/argon2/argon2id.ts'
import { ContentKey } from '../../crypto/content-key.ts'
import { openHint } from '../../crypto/hint.ts'
import { deriveLinkKeys, passwordSalt } from '../../crypto/link-keys.ts'
import { cryptoRandom } from '../../crypto/random-source.ts'
import { decodeBase64url, encodeBase64url, equalBytes } from '../../format/bytes.ts'
import { parseCode } from '../../format/code.ts'
import { DEFAULT_HEADER } from '../../format/header.ts'
import { encodePassword } from '../../format/password.ts'
import { newLink as newLinkField } from '../../wire/drops.ts'
import type { StretchPassword } from '../password/stretch-password.ts'
import { createNewLink, type LinkWanted } from './new-link.ts'

const never = new AbortController().signal
const stretch: StretchPassword = (password, salt, profile) => plainArgon2id(encodePassword(password), salt, profile)
const make = createNewLink({ stretch, profile: 'light', random: cryptoRandom })
const contentKey = ContentKey.generate(cryptoRandom)

function wanted(more: Partial<LinkWanted> = {}): LinkWanted {
  return { contentKey, header: DEFAULT_HEADER, expiresIn: 60, maxDownloads: 2, password: null, hint: null, ...more }
}

/** Opens a link as its receiver does, by its code and what the server stores. */
async function keyBehind({ code, request }: Awaited<ReturnType<typeof make>>, password = '') {
  const { needsPassword, profile, secret } = await parseCode(code)
  const salt = decodeBase64url(request.salt)
  const passwordKey = needsPassword
    ? { passwordKey: await stretch(password, await passwordSalt(secret), profile, never) }
    : {}
  const keys = await deriveLinkKeys({ secret, salt, ...passwordKey })
  expect(encodeBase64url(keys.locator)).toBe(request.locator)
  return (await ContentKey.unwrap(keys, decodeBase64url(request.wrappedKey), DEFAULT_HEADER)).keep()
}

test('a link without a password opens by its code alone, and the server would take it', async () => {
  const link = await make(wanted({ hint: 'never sent' }), never)
  expect(newLinkField.parse(link.request)).toEqual(link.request)
  expect(link.request).toMatchObject({ expiresIn: 60, maxDownloads: 2 })
  expect(link.request).not.toHaveProperty('hint')
  expect(await parseCode(link.code)).toMatchObject({ needsPassword: false, profile: 'standard' })
  expect(equalBytes(await keyBehind(link), contentKey.keep())).toBe(true)
})

describe('with a password', () => {
  test('the code says so, and only the password opens it', async () => {
    const link = await make(wanted({ password: 'Grün' }), never)
    expect(await parseCode(link.code)).toMatchObject({ needsPassword: true, profile: 'light' })
    expect(equalBytes(await keyBehind(link, 'Gru\u0308n'), contentKey.keep())).toBe(true)
    await expect(keyBehind(link, 'grün')).rejects.toMatchObject({ code: 'key-mismatch' })
  })

  test('the hint opens by the code alone', async () => {
    const { code, request } = await make(wanted({ password: 'a', hint: 'the first letter' }), never)
    const { secret } = await parseCode(code)
    const salt = decodeBase64url(request.salt)
    expect(await openHint({ secret, salt }, decodeBase64url(request.hint ?? ''))).toBe('the first letter')
  })

  test.each([
    [{ password: '' }, 'bad-request'],
    [{ password: 'a', hint: 'x'.repeat(201) }, 'bad-request'],
  ])('%j is %s', async (more, code) => {
    await expect(make(wanted(more), never)).rejects.toMatchObject({ code })
  })
})

test('no two links share anything', async () => {
  const [one, other] = [await make(wanted(), never), await make(wanted(), never)]
  const secrets = ({ code, request }: typeof one) => [
    code,
    request.locator,
    request.salt,
    request.wrappedKey,
    request.accessHash,
  ]
  expect(new Set([...secrets(one), ...secrets(other)]).size).toBe(10)
})
