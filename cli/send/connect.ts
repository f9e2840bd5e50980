import { openSenderFiles } from '../../lib/adapters/files/sender-store.ts'
import { openUploadLocks } from '../../lib/adapters/files/upload-locks.ts'
import { createLinkOwnerApi, createSenderApi } from '../../lib/adapters/http/drop-api.ts'
import { createPutPart, type PutPart } from '../../lib/adapters/http/put-part.ts'
import { createPutPartByNode } from '../../lib/adapters/http/put-part-by-node.ts'
import { waitByClock } from '../../lib/adapters/http/retry.ts'
import { revoking } from '../../lib/client/network-policy.ts'
import type { FinishDeps } from '../../lib/client/send/finish-drop.ts'
import { createNewLink } from '../../lib/client/send/new-link.ts'
import type { SessionDeps } from '../../lib/client/send/send-session.ts'
import { cryptoRandom } from '../../lib/crypto/random-source.ts'
import { chooseHeader } from '../../lib/format/geometry.ts'
import type { Ticket } from '../../lib/format/ticket.ts'
import { hasProxy } from '../has-proxy.ts'
import { rangeSource } from '../range-source.ts'
import type { Site } from '../site.ts'
import { stretchPassword } from '../stretch-password.ts'
import { createFileSealing } from './seal-files.ts'

/** What sending needs of the machine and of one instance. */
export type SendConnection = Omit<SessionDeps & FinishDeps, 'patience'>

/** So many parts of 16 MiB are in memory at most, whether they are being read, sealed or sent. */
const PARTS_AT_ONCE = 4
/** How long the deletion of what was stopped is tried, in ms: somebody waits for it. */
const REVOKE_FOR = 5000

/** Parts to storage, by the proxy where there is one. */
function putPartOf({ base, reach }: Site): PutPart {
  return hasProxy() ? createPutPart(fetch, base) : createPutPartByNode(base, reach)
}

/**
 * Connects to an instance; what was sent is kept in `folder`, and `ticket` is given where one is asked for.
 */
export function connect(site: Site, folder: string, ticket: Ticket | null): SendConnection {
  const { base, call } = site
  const api = createSenderApi(call)
  return {
    api,
    ticket: ticket === null ? undefined : { begin: (request, signal) => api.begin({ ...request, ticket }, signal) },
    links: createLinkOwnerApi(call),
    newLink: createNewLink({
      stretch: stretchPassword,
      random: cryptoRandom,
      profile: 'standard',
    }),
    sealing: createFileSealing(cryptoRandom, putPartOf(site), PARTS_AT_ONCE),
    fetchRange: rangeSource(site),
    store: openSenderFiles(folder),
    locks: openUploadLocks(folder),
    notifySent: () => {},
    random: cryptoRandom,
    now: Date.now,
    mostAtOnce: PARTS_AT_ONCE,
    revoking: { ...revoking, giveUpAfter: REVOKE_FOR },
    chooseHeader,
    checkBrowser: () => {},
    base,
    wait: waitByClock,
  }
}
