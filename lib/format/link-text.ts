import { CODE_CHARACTERS, type Code, parseCode } from './code.ts'
import { DropError } from './drop-error.ts'

/** Far beyond any link or row of words. */
const MAX_TEXT = 4096
/** What prose and chat programs put around a link. None of it stands in a code or a word. */
const WRAPPING = /^[\s<>()[\]{}"'`“”‘’«»„]+|[\s<>()[\]{}"'`“”‘’«»„.,;:!?]+$/g

/**
 * Reads what a person typed or pasted: a whole link, its fragment, a bare code, or eleven words; a code may be broken
 * over lines. The word list is loaded only where words come. Errors: `link-malformed` with what is wrong (never with
 * the text), `link-version`.
 */
export async function parseLinkText(text: string): Promise<Code> {
  if (text.length > MAX_TEXT) throw new DropError('link-malformed', { subject: 'length' })
  const bare = text.replace(WRAPPING, '')
  const code = bare.slice(bare.indexOf('#') + 1)
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(code)) throw new DropError('link-malformed', { subject: 'fragment' })
  // Eleven words have at least 33 letters, so 24 characters in several lines are a code.
  const joined = code.replace(/\s*[\r\n]\s*/g, '')
  if (joined.length === CODE_CHARACTERS && !/[\s,]/.test(joined)) return parseCode(joined)
  // With its hyphens the shortest row of words has 43 characters; a code may hold hyphens too.
  const looksLikeWords = /[\s,]/.test(code) || (code.length >= 40 && code.includes('-'))
  if (!looksLikeWords) return parseCode(code)
  const { parseWords } = await import('./words.ts')
  return parseWords(code)
}
