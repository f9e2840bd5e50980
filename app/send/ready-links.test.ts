import { describe, expect, it } from 'vitest'
import { ENGLISH } from '../../lib/client/words/english.ts'
import { linesOf } from './ready-links.ts'

describe('linesOf', () => {
  it.each([
    [[], ''],
    [[{ label: 'Ada', url: 'https://a/d#1' }], 'Ada: https://a/d#1'],
    [
      [
        { label: 'Ada', url: 'https://a/d#1' },
        { label: null, url: 'https://a/d#2' },
      ],
      'Ada: https://a/d#1\nLink 2: https://a/d#2',
    ],
  ])('writes one line for each', (links, lines) => {
    expect(linesOf(links, ENGLISH)).toBe(lines)
  })
})
