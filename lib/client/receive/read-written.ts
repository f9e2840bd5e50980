import type { FetchRange } from '../../adapters/http/fetch-range.ts'
import { type Bytes, concatBytes } from '../../format/bytes.ts'
import { DropError } from '../../format/drop-error.ts'
import type { LeaseApi } from '../../ports/drop-api.ts'
import type { Patience } from '../patience.ts'
import type { Written } from '../send/send-state.ts'
import { readChunks } from './chunk-source.ts'
import type { HeldDownload } from './held-download.ts'
import { keepLease } from './lease-keeping.ts'
import type { OpenedLink } from './open-link.ts'
import type { SelectionPlan } from './selection.ts'
import { splitSelection } from './split-selection.ts'

export interface ReadDeps {
  readonly api: Pick<LeaseApi, 'grant' | 'renew'>
  readonly fetchRange: FetchRange
  readonly patience: Patience
  /** Unix ms. */
  readonly now: () => number
}

/** What is read, and within which lease. */
export interface Reading {
  readonly link: OpenedLink
  readonly plan: SelectionPlan
  readonly held: HeldDownload
}

/**
 * Reads a plan's files into memory, in this thread, within the held lease or one that is claimed for it. Ends only once
 * all was verified.
 * Errors: `held`, how the link ended, those of `readChunks` and `splitSelection`.
 */
export function readPlan(deps: ReadDeps, { link, plan, held }: Reading, signal: AbortSignal): Promise<Bytes[]> {
  const { api, fetchRange, patience, now } = deps
  const { payloadKey, geometry, manifest } = link
  return held.use(patience, signal, async (claimed) => {
    const onRenewed = (lapsesAt: number) => held.renew(lapsesAt)
    const { grantFrom, renewing } = keepLease({ api, now, onRenewed }, claimed, signal)
    const job = { payloadKey, geometry, partSalts: manifest.partSalts, runs: plan.runs, grant: claimed.grant }
    const chunks = readChunks({ fetchRange, patience, grantFrom, kept: null }, job, signal)
    const pieces: Bytes[] = []
    for await (const { bytes } of splitSelection(manifest, geometry, plan, renewing(chunks))) {
      for await (const some of bytes) pieces.push(...some)
    }
    return pieces
  })
}

function decodeText(bytes: Bytes): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    throw new DropError('manifest-invalid', { subject: 'text', cause })
  }
}

/** What the URL Standard would strip or mend is no address here: what is shown is what is opened. */
const ADDRESS = /^https?:\/\/[^\s\p{Cc}\\]+$/iu

/** Refuses what is no absolute http or https address, or leads elsewhere than the manifest says (format.md 6). */
function checkAddress(address: string, host: string): string {
  if (!ADDRESS.test(address) || !URL.canParse(address) || new URL(address).host !== host)
    throw new DropError('manifest-invalid', { subject: 'address' })
  return address
}

/**
 * Reads a note's text or a redirect's address. Errors: `manifest-invalid` where it is no text, or no address that leads
 * to the manifest's host; those of `readPlan`.
 */
export async function readWritten(deps: ReadDeps, reading: Reading, signal: AbortSignal): Promise<Written> {
  const text = decodeText(concatBytes(...(await readPlan(deps, reading, signal))))
  const { manifest } = reading.link
  return manifest.kind === 'redirect'
    ? { kind: 'redirect', address: checkAddress(text, manifest.host) }
    : { kind: 'note', text }
}
