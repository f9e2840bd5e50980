import { createLookApi } from '../../lib/adapters/http/look-api.ts'
import { retry } from '../../lib/adapters/http/retry.ts'
import { downloadPatience } from '../../lib/client/network-policy.ts'
import { type FoundLink, findLink } from '../../lib/client/receive/open-link.ts'
import { isDropError } from '../../lib/format/drop-error.ts'
import type { Site } from '../site.ts'
import type { Terminal } from '../terminal.ts'

/** How long opening is tried while the network fails, in ms. */
const OPEN_FOR = 5000

/** Tries for as long as somebody waits for a link to open. Errors: those of `retry`. */
export function tryToOpen<T>(signal: AbortSignal, attempt: () => Promise<T>): Promise<T> {
  return retry({ ...downloadPatience, giveUpAfter: OPEN_FOR }, signal, attempt)
}

/** Finds a link, free of charge. Errors: those of `findLink`. */
export async function find(
  { call }: Site,
  { isWatched }: Terminal,
  text: string,
  signal: AbortSignal,
): Promise<FoundLink> {
  const api = createLookApi(call)
  try {
    return await tryToOpen(signal, () => findLink(api, text, signal))
  } catch (error) {
    if (!isDropError(error, 'link-malformed')) throw error
    const { pointAtSlip } = await import('./word-trouble.ts')
    throw await pointAtSlip(error, text, isWatched)
  }
}
