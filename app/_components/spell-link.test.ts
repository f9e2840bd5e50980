import { describe, expect, it } from 'vitest'
import { formatCode } from '../../lib/format/code.ts'
import { parseWords } from '../../lib/format/words.ts'
import { spellLink } from './spell-link.ts'

describe('spellLink', () => {
  it.each(['Rliq_U-R5DaI2y1_whRmuQaI', 'bK7xQ5XoOozfIXPGGGq9D1sE'])(
    'spells %s so that it is read back',
    async (code) => {
      const words = await spellLink(`https://drop.example.org/d#${code}`)
      expect(words).toHaveLength(11)
      expect(await formatCode(await parseWords(words.join(' ')))).toBe(code)
    },
  )

  it('refuses what is no link', async () => {
    await expect(spellLink('https://drop.example.org/d#short')).rejects.toThrow('link-malformed')
  })
})
