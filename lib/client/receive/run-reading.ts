import type { FetchRange } from '../../adapters/http/fetch-range.ts'
import { DropError } from '../../format/drop-error.ts'
import type { LeaseApi } from '../../ports/drop-api.ts'
import { createPatience, type PatienceDeps } from '../patience.ts'
import type { Written } from '../send/send-state.ts'
import type { Reading } from './read-written.ts'
import { MAX_LOOK_BYTES } from './receive-state.ts'
import type { DownloadStep } from './run-download.ts'

export interface ReadingDeps {
  readonly api: Pick<LeaseApi, 'grant' | 'renew'>
  readonly fetchRange: FetchRange
  readonly patience: PatienceDeps
}

export interface ShownReading extends Reading {
  readonly show: (step: DownloadStep) => void
  /** Hears what can be kicked while it is read. */
  readonly onPrepared: (prepared: { readonly kick: () => void }) => void
}

/**
 * Reads a note or a redirect and shows how it gets on. Errors: those of `readWritten`, `network` where its code does
 * not load.
 */
export async function runReading(deps: ReadingDeps, reading: ShownReading, signal: AbortSignal): Promise<Written> {
  const { plan, show, onPrepared } = reading
  const progress = { doneBytes: 0, totalBytes: plan.bytes, bytesPerSecond: null, secondsLeft: null }
  const begin = () => show({ phase: 'receiving', stage: 'claiming', progress })
  const patience = createPatience(deps.patience, (error) => {
    if (error === null) begin()
    else show({ phase: 'interrupted', error, progress })
  })
  onPrepared(patience)
  begin()
  const { readWritten } = await loadReading()
  return readWritten({ ...deps, patience, now: deps.patience.now }, reading, signal)
}

/**
 * Reads one file into memory. Errors: `too-large` beyond `MAX_LOOK_BYTES`, those of `readPlan`, `network` where its
 * code does not load.
 */
export async function lookInside(
  deps: ReadingDeps,
  reading: Reading,
  type: string,
  signal: AbortSignal,
): Promise<Blob> {
  if (reading.plan.bytes > MAX_LOOK_BYTES) throw new DropError('too-large', { limit: MAX_LOOK_BYTES })
  const { readPlan } = await loadReading()
  const patience = createPatience(deps.patience, () => {})
  return new Blob(await readPlan({ ...deps, patience, now: deps.patience.now }, reading, signal), { type })
}

/** Most pages never read in this thread: what does it is loaded when it is wanted. */
function loadReading(): Promise<typeof import('./read-written.ts')> {
  return import('./read-written.ts').catch((cause: unknown) => {
    throw new DropError('network', { cause })
  })
}
