/**
 * The eleven words of a link. The word list is loaded when the first is asked for. Errors: `link-malformed`, and what
 * loading throws.
 */
export async function spellLink(url: string): Promise<readonly string[]> {
  const [{ parseLinkText }, { spellWords }] = await Promise.all([
    import('../../lib/format/link-text.ts'),
    import('../../lib/format/words.ts'),
  ])
  return spellWords(await parseLinkText(url))
}
