import { type Code, parseCode } from './code.ts'
import { DropError } from './drop-error.ts'

/**
 * Reads what a person typed or pasted: a whole link, its fragment, a bare code, or eleven words. The word list is loaded only where words come.
 * Errors: `link-malformed` with what is wrong (never with the text), `link-version`.
 */
export async function parseLinkText(text: string): Promise<Code> {
  const trimmed = text.trim()
  const code = trimmed.includes('#') ? trimmed.slice(trimmed.indexOf('#') + 1) : trimmed
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(code)) throw new DropError('link-malformed', { subject: 'fragment' })
  // Eleven words have at least 43 characters, a code has 24 and may hold hyphens too.
  const looksLikeWords = /[\s,]/.test(code) || (code.length >= 40 && code.includes('-'))
  if (!looksLikeWords) return parseCode(code)
  const { parseWords } = await import('./words.ts')
  return parseWords(code)
}
