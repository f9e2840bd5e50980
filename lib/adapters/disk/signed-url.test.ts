import { expect, test } from 'vitest'
import { dropId } from '../../wire/fields.ts'
import { readGetUrl, readPutUrl, signedGetUrl, signedPutUrl } from './signed-url.ts'

const signingKey = Buffer.alloc(32, 7)
const key = dropId.parse('AAAAAAAAAAAAAAAAAAAAAA')
const upload = 'BBBBBBBBBBBBBBBBBBBBBB'
const put = { key, number: 7, upload, length: 16_777_216, expires: 1_700_000_000_000 }
const get = { key, offset: 0, length: 1, expires: 1_700_000_000_000 }
const putUrl = new URL(signedPutUrl('https://drop.example', signingKey, put))
const getUrl = new URL(signedGetUrl('https://drop.example', signingKey, get))

function changed(url: URL, name: string, value: string | null): URL {
  const copy = new URL(url)
  if (value === null) copy.searchParams.delete(name)
  else copy.searchParams.set(name, value)
  return copy
}

test('a URL says what it allows, and no base makes it relative to the origin', () => {
  expect(putUrl.pathname).toBe(`/blobs/${key}/parts/7`)
  expect(signedGetUrl('', signingKey, get)).toMatch(
    /^\/blobs\/A{22}\?offset=0&length=1&expires=1700000000000&signature=[\w-]{43}$/,
  )
  expect(readPutUrl(signingKey, putUrl, key, '7', put.expires - 1)).toEqual(put)
  expect(readGetUrl(signingKey, getUrl, key, get.expires - 1)).toEqual(get)
})

test('a URL is over in the very millisecond it names', () => {
  expect(() => readPutUrl(signingKey, putUrl, key, '7', put.expires)).toThrow('grant-ended')
  expect(() => readGetUrl(signingKey, getUrl, key, get.expires)).toThrow('grant-ended')
})

test('a URL of another key is refused', () => {
  expect(() => readGetUrl(Buffer.alloc(32, 8), getUrl, key, 0)).toThrow('grant-ended')
})

test.each([
  ['upload', 'CCCCCCCCCCCCCCCCCCCCCC'],
  ['length', '16777217'],
  ['expires', '1700000000001'],
  ['signature', 'A'.repeat(43)],
])('a PUT with another %s is refused', (name, value) => {
  expect(() => readPutUrl(signingKey, changed(putUrl, name, value), key, '7', 0)).toThrow('grant-ended')
})

test.each([
  ['another key', 'AAAAAAAAAAAAAAAAAAAAAQ', '7'],
  ['another number', key, '8'],
])('a PUT under %s is refused', (_, otherKey, number) => {
  expect(() => readPutUrl(signingKey, putUrl, otherKey, number, 0)).toThrow('grant-ended')
})

test('the last character of a signature counts, even where it decodes to the same bytes', () => {
  const signature = putUrl.searchParams.get('signature') ?? ''
  const others = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    .split('')
    .filter((c) => c !== signature.at(-1))
  for (const last of others) {
    const url = changed(putUrl, 'signature', signature.slice(0, -1) + last)
    expect(() => readPutUrl(signingKey, url, key, '7', 0)).toThrow('grant-ended')
  }
})

test.each([
  ['length', null],
  ['length', '0'],
  ['length', '-1'],
  ['length', '016777216'],
  ['length', '1e3'],
  ['length', '9007199254740993'],
  ['expires', 'never'],
  ['upload', '../../../etc/passwd...'],
  ['signature', ''],
  ['signature', 'é'.repeat(43)],
  ['more', '1'],
])('a PUT with %s=%s is a bad request', (name, value) => {
  expect(() => readPutUrl(signingKey, changed(putUrl, name, value), key, '7', 0)).toThrow('bad-request')
})

test.each([
  ['..', '7'],
  ['', '7'],
  ['../../../../etc/passwd', '7'],
  ['AAAAAAAAAAAAAAAAAAAAA/', '7'],
  ['AAAAAAAAAAAAAAAAAAAA..', '7'],
  [key, '0'],
  [key, '07'],
  [key, '10001'],
  [key, '../1'],
])('a path of key %s and number %s is a bad request', (otherKey, number) => {
  expect(() => readPutUrl(signingKey, putUrl, otherKey, number, 0)).toThrow('bad-request')
})
