/**
 * A sentence with its `{names}` replaced, numbers as its language writes them. What is filled in is never read again:
 * it may be a stranger's words.
 */
export function fillIn(sentence: string, locale: string, values: Readonly<Record<string, string | number>>): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => values[name]?.toLocaleString(locale) ?? whole)
}
