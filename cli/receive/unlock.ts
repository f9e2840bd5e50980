import { retry } from '../../lib/adapters/http/retry.ts'
import { inflateByNode } from '../../lib/adapters/node-zlib/inflate.ts'
import { downloadPatience } from '../../lib/client/network-policy.ts'
import { findLink, type OpenedLink, openLink, readHint, stretchFor } from '../../lib/client/receive/open-link.ts'
import { isDropError } from '../../lib/format/drop-error.ts'
import { failureWords } from '../failure-words.ts'
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

/** How long opening is tried while the network fails, in ms. */
const OPEN_FOR = 5000

function trying<T>(signal: AbortSignal, attempt: () => Promise<T>): Promise<T> {
  return retry({ ...downloadPatience, giveUpAfter: OPEN_FOR }, signal, attempt)
}

/**
 * Finds and opens a link, without using a download up. Errors: those of `findLink`, `openLink`, `UsageError` where a
 * password is needed and nobody can be asked.
 */
export async function unlock(
  connection: Connection,
  terminal: Terminal,
  text: string,
  password: PasswordSource,
  signal: AbortSignal,
): Promise<OpenedLink> {
  const { api, stretch } = connection
  const found = await trying(signal, () => findLink(api, text, signal))
  if (!found.code.needsPassword) return trying(signal, () => openLink(api, found, null, signal, inflateByNode))
  const hint = await readHint(found)
  if (hint !== null) terminal.say(`Hint: ${plainWords(hint)}`)
  if (password.given === null && !terminal.canAsk)
    throw new UsageError('This link asks for a password: say --password-stdin and write it to standard input.')
  for (;;) {
    const tried = password.given ?? (await password.ask(signal))
    try {
      const key = await stretchFor(stretch, found, tried, signal)
      return await trying(signal, () => openLink(api, found, key, signal, inflateByNode))
    } catch (error) {
      const mayTryAgain = isDropError(error, 'password-wrong') || isDropError(error, 'too-many-requests')
      if (!mayTryAgain || password.given !== null) throw error
      const { title, text: advice } = failureWords(error)
      terminal.say(`${title}. ${advice}`)
    }
  }
}
