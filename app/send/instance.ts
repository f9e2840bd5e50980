import type { ConfigResponse } from '../../lib/wire/config.ts'

/** What the send page needs to know of this instance; bytes, seconds and counts. */
export type Instance = Pick<
  ConfigResponse,
  'uploads' | 'maxDropBytes' | 'expiry' | 'downloads' | 'linksMax' | 'kinds' | 'password'
>

/** What is shown until the server has said, or where it does not: one choice each, the usual one. */
export const usualInstance: Instance = {
  uploads: 'open',
  maxDropBytes: Number.MAX_SAFE_INTEGER,
  expiry: { choices: [86_400], default: 86_400, min: 86_400, max: 86_400 },
  downloads: { choices: [1], default: 1, min: 1, max: 1 },
  linksMax: 1,
  kinds: ['files', 'note', 'redirect'],
  password: 'optional',
}
