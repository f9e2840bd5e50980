/**
 * Control characters that JSON lets stand as they are, and those that turn the reading direction: as in `plainWords`.
 */
const UNSAFE = /[\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/**
 * JSON whose strings, which may be words of others, cannot rewrite a terminal; a program reads the same value. `indent`
 * in spaces.
 */
export function plainJson(value: unknown, indent = 0): string {
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  return JSON.stringify(value, null, indent).replaceAll(UNSAFE, escaped)
}
