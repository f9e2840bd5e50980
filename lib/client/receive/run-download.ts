import type { DropError } from '../../format/drop-error.ts'
import { createPatience, type PatienceDeps } from '../patience.ts'
import type { TransferProgress } from '../send/send-state.ts'
import { advanceRate, progressOf, startRate } from '../transfer-rate.ts'
import type { HeldDownload } from './held-download.ts'
import { keepAs } from './keep-download.ts'
import type { FilesManifest, OpenedLink } from './open-link.ts'
import type { PreparedSave, PrepareSave, SaveHooks } from './save-drop.ts'
import { savedFile } from './saved-file.ts'
import { filesOf } from './saved-name.ts'
import type { SelectionPlan } from './selection.ts'
import type { KeepDeps } from './worth-keeping.ts'

export interface DownloadDeps extends KeepDeps {
  readonly prepareSave: PrepareSave
  /** Unix ms. */
  readonly now: () => number
  readonly patience: PatienceDeps
}

/** How a download is getting on. */
export type DownloadStep =
  | { readonly phase: 'receiving'; readonly stage: 'claiming' | 'receiving'; readonly progress: TransferProgress }
  | { readonly phase: 'interrupted'; readonly error: DropError; readonly progress: TransferProgress }

export interface Download {
  readonly link: OpenedLink
  readonly manifest: FilesManifest
  readonly plan: SelectionPlan
  readonly held: HeldDownload
  /** Bytes of the selection that are on this device already: progress begins there. */
  readonly keptBytes: number
  readonly show: (step: DownloadStep) => void
  /** Hears that the download is not kept on this device after all. */
  readonly onUnkept: () => void
  /** Hears what can be kicked while the download runs. */
  readonly onPrepared: (prepared: Pick<PreparedSave, 'kick'>) => void
}

/** Turns bytes of the saved file into what the page shows. */
function createMeter({ plan, keptBytes, show }: Download, savedSize: number, now: () => number) {
  let done = keptBytes
  let rate = startRate(now(), done)
  let stuck: DropError | null = null
  const publish = (stage: 'claiming' | 'receiving' = 'receiving') => {
    const progress = progressOf(rate, done, plan.bytes)
    if (stuck !== null) show({ phase: 'interrupted', progress, error: stuck })
    else show({ phase: 'receiving', progress, stage })
  }
  return {
    publish,
    onProgress: (savedBytes: number) => {
      // A zip is longer than its files: what it adds is spread over them, so that the end is reached at the end.
      const saved = savedSize === 0 ? 0 : Math.floor((savedBytes / savedSize) * plan.bytes)
      done = Math.max(saved, keptBytes)
      rate = advanceRate(rate, now(), done, plan.bytes)
      publish()
    },
    onStuck: (error: DropError | null) => {
      stuck = error
      rate = startRate(now(), done)
      publish()
    },
  }
}

/**
 * Saves a selection within the held lease, or one that is claimed for it: resolves once every byte was verified and
 * taken.
 * Errors: `held`, how the link ended, `browser-unsupported`, those of `PreparedSave.save`.
 */
export async function runDownload(deps: DownloadDeps, download: Download, signal: AbortSignal): Promise<void> {
  const { link, manifest, plan, held } = download
  const { name, size } = savedFile(filesOf(manifest, plan), deps.now())
  const { publish, onProgress, onStuck } = createMeter(download, size, deps.now)
  const { onUnkept } = download
  const hooks: SaveHooks = { onProgress, onStuck, onUnkept, onRenewed: (lapsesAt) => held.renew(lapsesAt) }
  const patience = createPatience(deps.patience, onStuck)
  publish('claiming')
  const prepared = await deps.prepareSave(name, size)
  download.onPrepared({
    kick: () => {
      patience.kick()
      prepared.kick()
    },
  })
  try {
    await held.use(patience, signal, async ({ lease, grant }) => {
      publish()
      const { payloadKey, geometry } = link
      const kept = await keepAs(deps, held, geometry, plan)
      const job = { payloadKey, geometry, manifest, plan, lease: { id: lease.id, token: lease.token }, grant }
      await prepared.save({ ...job, keepAs: kept, now: deps.now() }, hooks, signal)
    })
  } catch (error) {
    prepared.discard()
    throw error
  }
}
