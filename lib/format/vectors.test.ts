import { describe, expect, test } from 'vitest'
import { expectRefusal, fromBase64, fromHex, readVectors, toHex } from '../crypto/vectors.fixture.ts'
import { formatCode, parseCode } from './code.ts'
import { encodeManifest } from './encode-manifest.ts'
import { encodeHeader, parseHeader } from './header.ts'
import { parseLinkText } from './link-text.ts'
import { parseManifest } from './manifest.ts'
import { formatWords, parseWords } from './words.ts'

interface CodeVector {
  name: string
  needsPassword: boolean
  profile: 'standard' | 'light'
  secret: string
  code: string
  words: string
}
const codes = readVectors<{
  valid: CodeVector[]
  spellings: { name: string; text: string; code: string }[]
  mustFail: { name: string; text: string; error: string; subject?: string }[]
}>('codes')

describe('codes', () => {
  test.each(codes.valid)('$name', async ({ needsPassword, profile, secret, code, words }) => {
    const expected = { needsPassword, profile, secret: fromHex(secret) }
    expect(await formatCode(expected)).toBe(code)
    expect(await formatWords(expected)).toBe(words)
    expect(await parseCode(code)).toEqual(expected)
    expect(await parseWords(words)).toEqual(expected)
    expect(await parseLinkText(words)).toEqual(expected)
    expect(await parseLinkText(words.replaceAll('-', ' '))).toEqual(expected)
  })
  test.each(codes.spellings)('$name', async ({ text, code }) => {
    expect(await parseLinkText(text)).toEqual(await parseCode(code))
  })
  test.each(codes.mustFail)('refused: $name', async ({ text, error, subject }) => {
    await expectRefusal(() => parseLinkText(text), error)
    if (subject !== undefined) await expect(parseLinkText(text)).rejects.toMatchObject({ facts: { subject } })
  })
})

const headers = readVectors<{
  valid: { log2Chunk: number; chunksPerPart: number; header: string }[]
  mustFail: { name: string; header: string; error: string }[]
}>('header')

describe('headers', () => {
  test.each(headers.valid)('$log2Chunk, $chunksPerPart', ({ header, ...geometry }) => {
    expect(toHex(encodeHeader(geometry))).toBe(header)
    expect(parseHeader(fromHex(header))).toEqual(geometry)
  })
  test.each(headers.mustFail)('refused: $name', async ({ header, error }) => {
    await expectRefusal(() => parseHeader(fromHex(header)), error)
  })
})

const manifests = readVectors<{
  valid: { name: string; header: string; json: string; encodedBase64: string }[]
  mustFail: { name: string; header: string; encodedBase64: string; error: string }[]
}>('manifest')

describe('manifests', () => {
  test.each(manifests.valid)('$name', async ({ header, json, encodedBase64 }) => {
    const geometry = parseHeader(fromHex(header))
    const { partSalts, ...manifest } = await parseManifest(fromBase64(encodedBase64), geometry)
    expect({ v: 1, ...manifest, partSalts: partSalts.map((salt) => Buffer.from(salt).toString('base64url')) }).toEqual(
      JSON.parse(json),
    )
    // Another DEFLATE may find other bytes for the same text.
    const again = await encodeManifest({ ...manifest, partSalts })
    expect(await parseManifest(again, geometry)).toEqual({ ...manifest, partSalts })
  })
  test.each(manifests.mustFail)('refused: $name', async ({ header, encodedBase64, error }) => {
    await expectRefusal(() => parseManifest(fromBase64(encodedBase64), parseHeader(fromHex(header))), error)
  })
})
