/** The word that is being typed at the end of a row of words. */
export interface WordTyping {
  /** All before it, with the separator. */
  readonly before: string
  /** Lower case; empty between two words. */
  readonly prefix: string
}

/** Letters, and what may stand between words. Anything else is a link or a code. */
const ROW = /^[\sa-z,-]*$/i
/** A code's characters: letters, digits, hyphens, underscores. */
const CODE_CHARACTERS = 24

/** Reads the end of what was typed as a row of words; `null` where it is no such row. */
export function readTyping(text: string): WordTyping | null {
  if (!ROW.test(text) || text.trim() === '') return null
  const prefix = /[a-z]*$/i.exec(text)?.[0] ?? ''
  return { before: text.slice(0, text.length - prefix.length), prefix: prefix.toLowerCase() }
}

/** The row with its last word completed, ready for the next one. */
export function acceptWord({ before }: WordTyping, word: string): string {
  return `${before}${word} `
}

/** What was pasted, on one line: a link or a code that was broken over lines in one piece, words apart. */
export function onOneLine(pasted: string): string {
  const joined = pasted.trim().replace(/\s*[\r\n]+\s*/g, '')
  const isInOnePiece = joined.includes('#') || joined.length === CODE_CHARACTERS
  return isInOnePiece ? joined : pasted.trim().replace(/[\r\n]+/g, ' ')
}
