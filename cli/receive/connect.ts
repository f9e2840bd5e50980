import { join } from 'node:path'
import { openLeaseFiles } from '../../lib/adapters/files/lease-store.ts'
import { createReceiverApi } from '../../lib/adapters/http/drop-api.ts'
import type { FetchRange } from '../../lib/adapters/http/fetch-range.ts'
import type { StretchPassword } from '../../lib/client/password/stretch-password.ts'
import type { HoldDeps } from '../../lib/client/receive/held-download.ts'
import { cryptoRandom } from '../../lib/crypto/random-source.ts'
import { homeFolder } from '../home-folder.ts'
import { rangeSource } from '../range-source.ts'
import type { Site } from '../site.ts'
import { stretchPassword } from '../stretch-password.ts'

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

/** Connects to an instance; what is kept goes to the home folder. */
export function connect(site: Site, env: NodeJS.ProcessEnv): Connection {
  const folder = join(homeFolder(env), 'receiving')
  return {
    api: createReceiverApi(site.call),
    fetchRange: rangeSource(site),
    stretch: stretchPassword,
    leases: openLeaseFiles(folder),
    presence: alone,
    random: cryptoRandom,
    now: Date.now,
    base: site.base,
    folder,
  }
}
