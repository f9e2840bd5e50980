import { createLookApi } from '../../lib/adapters/http/look-api.ts'
import { type FoundLink, findLink } from '../../lib/client/receive/open-link.ts'
import { isDropError } from '../../lib/format/drop-error.ts'
import { askSite } from '../ask-site.ts'
import type { Site } from '../site.ts'
import type { Terminal } from '../terminal.ts'

/** Finds a link, free of charge. Errors: those of `findLink` and `askSite`. */
export async function find(
  { call }: Site,
  { isWatched }: Terminal,
  text: string,
  signal: AbortSignal,
): Promise<FoundLink> {
  const api = createLookApi(call)
  try {
    return await askSite(signal, () => findLink(api, text, signal))
  } catch (error) {
    if (!isDropError(error, 'link-malformed')) throw error
    const { pointAtSlip } = await import('./word-trouble.ts')
    throw await pointAtSlip(error, text, isWatched)
  }
}
