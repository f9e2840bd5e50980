import { inflateByNode } from '../../lib/adapters/node-zlib/inflate.ts'
import { type FoundLink, type OpenedLink, openLink, readHint, stretchFor } from '../../lib/client/receive/open-link.ts'
import { isDropError } from '../../lib/format/drop-error.ts'
import { askSite } from '../ask-site.ts'
import { plainWords, type Terminal } from '../terminal.ts'
import { UsageError } from '../usage-error.ts'
import type { Connection } from './connect.ts'

/** Where a password comes from. */
export interface PasswordSource {
  /** Said with the command, or read from standard input; `null` for a person to be asked. */
  readonly given: string | null
  /** Asks a person. Errors: `cancelled`. */
  readonly ask: (signal: AbortSignal) => Promise<string>
}

/**
 * Opens a link that was found, without using a download up. Errors: those of `openLink`, `UsageError` where a password
 * is needed and nobody can be asked.
 */
export async function unlock(
  { api, stretch }: Connection,
  terminal: Terminal,
  found: FoundLink,
  password: PasswordSource,
  signal: AbortSignal,
): Promise<OpenedLink> {
  if (!found.code.needsPassword) return askSite(signal, () => openLink(api, found, null, signal, inflateByNode))
  const hint = await readHint(found)
  if (hint !== null) terminal.say(`Hint: ${plainWords(hint)}`)
  if (password.given === null && !terminal.canAsk)
    throw new UsageError('This link asks for a password: say --password-stdin and write it to standard input.')
  for (;;) {
    const tried = password.given ?? (await password.ask(signal))
    try {
      const key = await stretchFor(stretch, found, tried, signal)
      return await askSite(signal, () => openLink(api, found, key, signal, inflateByNode))
    } catch (error) {
      const mayTryAgain = isDropError(error, 'password-wrong') || isDropError(error, 'too-many-requests')
      if (!mayTryAgain || password.given !== null) throw error
      const { failureWords } = await import('../failure-words.ts')
      const { title, text: advice } = failureWords(error)
      terminal.say(`${title}. ${advice}`)
    }
  }
}
