/** The word that is being typed at the end of a row of words. */
export interface WordTyping {
  /** All before it, with the separator. */
  readonly before: string
  /** Lower case; empty between two words. */
  readonly prefix: string
  /** Whole words before it. */
  readonly count: number
}

/** Letters, and what may stand between words. Anything else is a link or a code. */
const ROW = /^[\sa-z,-]*$/i

/** Reads the end of what was typed as a row of words; `null` where it is no such row. */
export function readTyping(text: string): WordTyping | null {
  if (!ROW.test(text) || text.trim() === '') return null
  const prefix = /[a-z]*$/i.exec(text)?.[0] ?? ''
  const before = text.slice(0, text.length - prefix.length)
  return { before, prefix: prefix.toLowerCase(), count: before.split(/[\s,-]+/).filter(Boolean).length }
}

/** The row with its last word completed, ready for the next one. */
export function acceptWord({ before }: WordTyping, word: string): string {
  return `${before}${word} `
}
