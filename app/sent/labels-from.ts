/** The names in a text of one a line, each once, in order; `[null]` for one link without a name where there is none. */
export function labelsFrom(text: string): readonly (string | null)[] {
  const names = text
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
  return names.length === 0 ? [null] : [...new Set(names)]
}
