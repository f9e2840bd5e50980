import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isDropError } from '../../format/drop-error.ts'
import { writtenContent } from './written-content.ts'

const textOf = (address: string) => new TextDecoder().decode(writtenContent({ kind: 'redirect', address }).bytes)

function refusal(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return isDropError(error) ? [error.code, error.facts.subject] : error
  }
}

describe('a redirect', () => {
  test.each([
    ['https://a.example', 'https://a.example/', 'a.example'],
    ['  HTTP://A.Example:80/x y ', 'http://a.example/x%20y', 'a.example'],
    ['https://[::1]:8443/?q=1#f', 'https://[::1]:8443/?q=1#f', '[::1]:8443'],
    ['https://b\u00fccher.example/', 'https://xn--bcher-kva.example/', 'xn--bcher-kva.example'],
    ['https://a.example\\b?c\\d#e\\f', 'https://a.example/b?c%5Cd#e%5Cf', 'a.example'],
  ])('to %s', (address, bytes, host) => {
    expect(textOf(address)).toBe(bytes)
    expect(writtenContent({ kind: 'redirect', address }).content).toEqual({ kind: 'redirect', host })
  })

  test.each([
    '',
    'a.example',
    '/d',
    'https://',
    'javascript:alert(1)',
    'data:text/html,x',
    'ftp://a/',
    'file:///etc',
    'https://a_b.example',
    'blob:https://a/b',
  ])('not to %j', (address) => {
    expect(refusal(() => writtenContent({ kind: 'redirect', address }))).toEqual(['bad-request', 'address'])
  })

  test('whatever is taken, its receiver can follow: the same host, no blank, no backslash, at most 8,192 bytes', () => {
    const tail = fc.string({ unit: 'binary', maxLength: 60 })
    fc.assert(
      fc.property(fc.webUrl(), tail, (base, more) => {
        const address = `${base}?${more}#${more}`
        const text = textOf(address)
        expect(text).toMatch(/^https?:\/\/[^\s\p{Cc}\\]+$/u)
        expect(writtenContent({ kind: 'redirect', address }).content).toEqual({
          kind: 'redirect',
          host: new URL(text).host,
        })
      }),
    )
    expect(textOf(`https://a/${'x'.repeat(8182)}`)).toHaveLength(8192)
    const long = { kind: 'redirect', address: `https://a/${'x'.repeat(8183)}` } as const
    expect(refusal(() => writtenContent(long))).toEqual(['too-large', undefined])
  })
})

describe('a note', () => {
  test('is kept to the letter, up to a mebibyte', () => {
    expect(new TextDecoder().decode(writtenContent({ kind: 'note', text: ' a\r\n\u{1f33f} ' }).bytes)).toBe(
      ' a\r\n\u{1f33f} ',
    )
    expect(writtenContent({ kind: 'note', text: '\u00e9'.repeat(524_288) }).bytes).toHaveLength(1_048_576)
    expect(refusal(() => writtenContent({ kind: 'note', text: '\u00e9'.repeat(524_289) }))).toEqual([
      'too-large',
      undefined,
    ])
  })

  test.each(['', ' \n\t'])('of %j is none', (text) => {
    expect(refusal(() => writtenContent({ kind: 'note', text }))).toEqual(['bad-request', 'note'])
  })
})
