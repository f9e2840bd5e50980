import { CODE_BITS, type Code, decodeCode, encodeCode } from './code.ts'
import { DropError } from './drop-error.ts'
import { EFF_LARGE_WORDLIST } from './eff-large-wordlist.ts'

/** How many words spell a code: 7,776^11 is just above 2^142. */
export const CODE_WORDS = 11
const BASE = BigInt(EFF_LARGE_WORDLIST.length)
const VALUES = new Map(EFF_LARGE_WORDLIST.map((word, value) => [word, BigInt(value)]))
/**
 * The list's four words that hold a hyphen themselves; the first half of none is a word of the list, so joining them is
 * unambiguous.
 */
const HYPHENATED = new Map(
  EFF_LARGE_WORDLIST.filter((word) => word.includes('-')).map((word) => [word.replace('-', ' '), word]),
)

/**
 * A code as its eleven words, one by one: four words of the list hold a hyphen themselves, so a row cannot be split at
 * its hyphens.
 */
export async function spellWords(code: Code): Promise<readonly string[]> {
  let rest = await encodeCode(code)
  const words: string[] = []
  for (let place = 0; place < CODE_WORDS; place += 1) {
    words.unshift(EFF_LARGE_WORDLIST[Number(rest % BASE)] ?? '')
    rest /= BASE
  }
  return words
}

/** A code as eleven hyphenated words. */
export async function formatWords(code: Code): Promise<string> {
  return (await spellWords(code)).join('-')
}

/**
 * The words of a text in lower case: split at hyphens, spaces, commas and line breaks, with the halves of hyphenated
 * words joined again.
 */
export function splitWords(text: string): string[] {
  let spaced = text
    .normalize('NFKC')
    .toLowerCase()
    .split(/[\s,\-\u2010-\u2015]+/u)
    .filter(Boolean)
    .join(' ')
  for (const [halves, word] of HYPHENATED) spaced = spaced.replaceAll(new RegExp(`(?<= |^)${halves}(?= |$)`, 'g'), word)
  return spaced === '' ? [] : spaced.split(' ')
}

/**
 * Reads eleven words. Errors as `decodeCode`, and `link-malformed` with `length`, or `word N` for the first that is not
 * in the list.
 */
export async function parseWords(text: string): Promise<Code> {
  const words = splitWords(text)
  let bits = 0n
  for (const [place, word] of words.entries()) {
    const value = VALUES.get(word)
    if (value === undefined) throw new DropError('link-malformed', { subject: `word ${place + 1}` })
    bits = bits * BASE + value
  }
  if (words.length !== CODE_WORDS) throw new DropError('link-malformed', { subject: 'length' })
  if (bits >> BigInt(CODE_BITS) !== 0n) throw new DropError('link-malformed', { subject: 'checksum' })
  return decodeCode(bits)
}

/** Whether the list has this word, in lower case. */
export function isListWord(word: string): boolean {
  return VALUES.has(word)
}

/** The list's words that begin with `prefix`, at most `most`. */
export function completeWord(prefix: string, most = 8): string[] {
  const wanted = prefix.toLowerCase()
  return wanted === '' ? [] : EFF_LARGE_WORDLIST.filter((word) => word.startsWith(wanted)).slice(0, most)
}
