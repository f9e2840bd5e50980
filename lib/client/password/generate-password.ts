import type { RandomSource } from '../../crypto/random-source.ts'
import { DropError } from '../../format/drop-error.ts'

/** 7,776 words each: 64.6 bits, which no search through the server's limits and Argon2id reaches. */
const PASSWORD_WORDS = 5

/**
 * A number below `bound` (at most 65,536), each as likely as any other: values beyond the last whole multiple are drawn
 * again.
 */
function drawBelow(bound: number, random: RandomSource): number {
  const fair = 65_536 - (65_536 % bound)
  for (;;) {
    const [high = 0, low = 0] = random(2)
    const value = high * 256 + low
    if (value < fair) return value % bound
  }
}

/**
 * A good password that can be read aloud and remembered: five words of the EFF's list, in lower case, joined by
 * hyphens. The list is loaded when the first one is asked for.
 * Errors: `network` where it does not load.
 */
export async function generatePassword(random: RandomSource): Promise<string> {
  const { EFF_LARGE_WORDLIST } = await import('../../format/eff-large-wordlist.ts').catch((cause: unknown) => {
    throw new DropError('network', { subject: 'word list', cause })
  })
  const words = Array.from(
    { length: PASSWORD_WORDS },
    () => EFF_LARGE_WORDLIST[drawBelow(EFF_LARGE_WORDLIST.length, random)],
  )
  return words.join('-')
}
