import { expect, test } from 'vitest'
import { KEY_BYTES } from '../format/constants.ts'
import { isDropError } from '../format/drop-error.ts'
import { DEFAULT_HEADER } from '../format/header.ts'
import { ContentKey, unwrapPayloadKey } from './content-key.ts'
import { deriveLinkKeys } from './link-keys.ts'
import { commitmentOf } from './payload-key.ts'

const counting = (length: number) => Uint8Array.from({ length }, (_, index) => index)

test('a kept key wraps for a later link what the first key sealed', async () => {
  const key = ContentKey.generate(counting)
  const kept = key.keep()
  expect(kept).toEqual(counting(KEY_BYTES))
  const commitment = await commitmentOf(await key.payloadKey(DEFAULT_HEADER))
  const linkKeys = await deriveLinkKeys({ secret: counting(16), salt: counting(32) })
  const wrappedKey = await ContentKey.fromKept(kept).wrap(linkKeys, DEFAULT_HEADER)
  await unwrapPayloadKey(linkKeys, { header: DEFAULT_HEADER, wrappedKey, commitment })
})

test('what is kept is a copy, both ways: wiping it leaves the key as it is', () => {
  const key = ContentKey.generate(counting)
  const kept = key.keep()
  const again = ContentKey.fromKept(kept)
  kept.fill(0)
  expect(key.keep()).toEqual(counting(KEY_BYTES))
  expect(again.keep()).toEqual(counting(KEY_BYTES))
})

test.each([0, KEY_BYTES - 1, KEY_BYTES + 1])('%i bytes are no kept key', (length) => {
  try {
    ContentKey.fromKept(new Uint8Array(length))
    expect.unreachable()
  } catch (error) {
    expect(isDropError(error, 'key-mismatch')).toBe(true)
  }
})

test('a key shows nothing of itself where it is printed or serialised', () => {
  expect(JSON.stringify(ContentKey.generate(counting))).toBe('{}')
})
