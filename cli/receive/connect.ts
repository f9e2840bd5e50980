import { openLeaseFiles } from '../../lib/adapters/files/lease-store.ts'
import { createCall } from '../../lib/adapters/http/call.ts'
import { createReceiverApi } from '../../lib/adapters/http/drop-api.ts'
import type { FetchRange } from '../../lib/adapters/http/fetch-range.ts'
import type { StretchPassword } from '../../lib/client/password/stretch-password.ts'
import type { HoldDeps } from '../../lib/client/receive/held-download.ts'
import { cryptoRandom } from '../../lib/crypto/random-source.ts'
import { rangeSource } from '../range-source.ts'
import { callWithin, reachOf } from '../reach-of.ts'
import { siteAt } from '../site-address.ts'
import { stretchPassword } from '../stretch-password.ts'
import { UsageError } from '../usage-error.ts'

/** What receiving needs of the machine and of one instance. */
export interface Connection extends HoldDeps {
  readonly fetchRange: FetchRange
  readonly stretch: StretchPassword
  /** The instance's address, with its path where it has one. */
  readonly base: string
  /** The folder of leases and journals. */
  readonly folder: string
}

/** Receiving programs keep each other out by `takeTurn`: whoever is here is here alone. */
const alone: HoldDeps['presence'] = {
  enter: () => () => {},
  hasOthers: () => Promise.resolve(false),
  sawOthers: () => false,
}

/**
 * The instance a link leads to, else the one that was named. Errors: `UsageError` where neither is an http(s) address.
 */
export function instanceOf(text: string, server: string | undefined): string {
  const inLink = /https?:\/\/[^\s<>"'#]+(?=#)/i.exec(text)?.[0]
  const address = inLink ?? server
  if (address === undefined)
    throw new UsageError(
      'A code or words alone do not say which site they are of: add --server URL, or set SNOWDROP_SERVER.',
    )
  const site = siteAt(address)
  return inLink === undefined ? site : site.replace(/\/d$/, '')
}

/** Connects to the instance at `base`; what is kept goes to `folder`. */
export function connect(base: string, folder: string): Connection {
  const reach = reachOf(base)
  return {
    api: createReceiverApi(createCall(callWithin(reach), base)),
    fetchRange: rangeSource(base, reach),
    stretch: stretchPassword,
    leases: openLeaseFiles(folder),
    presence: alone,
    random: cryptoRandom,
    now: Date.now,
    base,
    folder,
  }
}
