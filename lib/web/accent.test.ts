import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { accentTokens, contrast } from './accent.ts'

const css = readFileSync(new URL('../../app/tokens.css', import.meta.url), 'utf8')
const [light = '', dark = ''] = css.split('@media (prefers-color-scheme: dark)')

function token(theme: string, name: string): string {
  return new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(theme)?.[1] ?? 'none'
}

const grounds = ['sky-top', 'sky', 'hill', 'snow', 'panel', 'hollow']
const colour = fc.integer({ min: 0, max: 0xffffff }).map((number) => `#${number.toString(16).padStart(6, '0')}`)

test('black on white, and a colour on itself', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21)
  expect(contrast('#1d6a45', '#1d6a45')).toBe(1)
})

test('whatever the accent, words can be read in both themes', () => {
  fc.assert(
    fc.property(colour, (accent) => {
      const tokens = accentTokens(accent)
      for (const [theme, { leaf, leafStrong, onLeaf, leafWash }] of [
        [light, tokens.light],
        [dark, tokens.dark],
      ] as const) {
        const pairs = [
          ...grounds.map((ground) => [leaf, token(theme, ground)] as const),
          [leaf, leafWash],
          [onLeaf, leaf],
          [onLeaf, leafStrong],
          [token(theme, 'ink'), leafWash],
          [token(theme, 'ink-soft'), leafWash],
        ] as const
        for (const [words, ground] of pairs)
          expect(contrast(words, ground), `${words} on ${ground}`).toBeGreaterThanOrEqual(4.5)
      }
    }),
    { examples: [['#000000'], ['#ffffff'], ['#ffff00'], ['#0000ff'], ['#00ff00'], ['#808080']] },
  )
})

test('an accent that can be read stays as it is', () => {
  expect(accentTokens('#1d6a45').light.leaf).toBe('#1d6a45')
  expect(accentTokens('#8bd7a3').dark.leaf).toBe('#8bd7a3')
})
