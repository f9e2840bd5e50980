import { CODE_BITS, decodeCode } from './code.ts'
import { isDropError } from './drop-error.ts'
import { EFF_LARGE_WORDLIST } from './eff-large-wordlist.ts'
import { CODE_WORDS, splitWords } from './words.ts'

/** What is wrong with a row of words. Places count from 1. */
export type WordSlip =
  /** The list has no such word in the `row`; `nearest` may have been meant, likeliest first, at most four. */
  | {
      readonly kind: 'unknown'
      readonly place: number
      readonly word: string
      readonly row: readonly string[]
      readonly nearest: readonly string[]
    }
  /** So many words, and not eleven. */
  | { readonly kind: 'count'; readonly words: number }
  /**
   * Eleven words that are no code: whole rows, of which one slip at `places` would make this one; likeliest first, at
   * most four.
   */
  | {
      readonly kind: 'checksum'
      readonly mends: readonly { readonly words: readonly string[]; readonly places: readonly number[] }[]
    }

const BASE = BigInt(EFF_LARGE_WORDLIST.length)
const VALUES = new Map(EFF_LARGE_WORDLIST.map((word, value) => [word, BigInt(value)]))
const MOST = 4
/**
 * How many words of the list are tried for an unknown one, and for each known one, nearest first: the checksum leaves
 * one wrong guess in 1,024.
 */
const NEAR_UNKNOWN = 200
const NEAR_KNOWN = 24

/** Letters `i - 1` and `j - 1` and those before them, crosswise. */
function isSwapped(a: string, b: string, i: number, j: number): boolean {
  return i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
}

/** How many letters have to be put in, left out, changed or swapped with their neighbour (optimal string alignment). */
function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, at) => at)]
  const at = (i: number, j: number) => rows[i]?.[j] ?? Infinity
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    rows.push(row)
    for (let j = 1; j <= b.length; j += 1) {
      const changed = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1)
      const swapped = isSwapped(a, b, i, j) ? at(i - 2, j - 2) + 1 : Infinity
      row.push(Math.min(changed, swapped, at(i - 1, j) + 1, at(i, j - 1) + 1))
    }
  }
  return at(a.length, b.length)
}

/** From `place` (counted from 0) on, these words instead. */
interface Guess {
  readonly place: number
  readonly words: readonly string[]
  readonly distance: number
}

/** The `most` words nearest to what was typed, itself left out. */
function nearest(typed: string, place: number, most: number): Guess[] {
  return EFF_LARGE_WORDLIST.filter((word) => word !== typed)
    .map((word) => ({ place, words: [word], distance: distance(typed, word) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, most)
}

/** Neighbours in the wrong order. */
function swaps(words: readonly string[]): Guess[] {
  return words.slice(1).flatMap((word, place) => {
    const former = words[place]
    return former === undefined || former === word ? [] : [{ place, words: [word, former], distance: 1 }]
  })
}

async function isCode(words: readonly string[]): Promise<boolean> {
  const bits = words.reduce((sum, word) => sum * BASE + (VALUES.get(word) ?? 0n), 0n)
  if (bits >> BigInt(CODE_BITS) !== 0n) return false
  try {
    await decodeCode(bits)
    return true
  } catch (error) {
    if (isDropError(error)) return false
    throw error
  }
}

const replace = (words: readonly string[], { place, words: instead }: Guess): string[] =>
  words.toSpliced(place, instead.length, ...instead)

/** The guesses with which the checksum fits, nearest first. */
async function fitting(words: readonly string[], guesses: readonly Guess[]): Promise<readonly Guess[]> {
  const fits: Guess[] = []
  for (const guess of guesses.toSorted((a, b) => a.distance - b.distance))
    if (fits.length < MOST && (await isCode(replace(words, guess)))) fits.push(guess)
  return fits
}

async function unknownWord(words: readonly string[], place: number, isOnly: boolean): Promise<WordSlip> {
  const word = words[place] ?? ''
  const near = nearest(word, place, NEAR_UNKNOWN)
  const fits = isOnly && words.length === CODE_WORDS ? await fitting(words, near) : []
  const meant = fits.length > 0 ? fits : near.slice(0, MOST)
  return { kind: 'unknown', place: place + 1, word, row: words, nearest: meant.flatMap((guess) => guess.words) }
}

/**
 * What is wrong with a row of words, as far as one slip explains it: a word that the list does not have, a misheard or
 * mistyped one, two neighbours in the wrong order, too many or too few. `null` where nothing is, or where the text is
 * no row of words. Asks no server.
 */
export async function findSlip(text: string): Promise<WordSlip | null> {
  const words = splitWords(text)
  if (words.length < 2 || /[#/:]/.test(text)) return null
  const unknown = words.flatMap((word, place) => (VALUES.has(word) ? [] : [place]))
  const [first] = unknown
  if (first !== undefined) return unknownWord(words, first, unknown.length === 1)
  if (words.length !== CODE_WORDS) return { kind: 'count', words: words.length }
  if (await isCode(words)) return null
  const fits = await fitting(words, [
    ...words.flatMap((word, place) => nearest(word, place, NEAR_KNOWN)),
    ...swaps(words),
  ])
  const mends = fits.map((guess) => ({
    words: replace(words, guess),
    places: guess.words.map((_, index) => guess.place + index + 1),
  }))
  return { kind: 'checksum', mends }
}
