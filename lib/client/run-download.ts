import { retry } from '../adapters/http/retry.ts'
import type { RandomSource } from '../crypto/random-source.ts'
import { encodeBase64url } from '../format/bytes.ts'
import type { DropError } from '../format/drop-error.ts'
import type { BearerToken, ReceiverApi } from '../ports/drop-api.ts'
import { type LeaseId, leaseId, tokenHash } from '../wire/fields.ts'
import type { ClaimRequest } from '../wire/links.ts'
import type { OpenedLink } from './open-link.ts'
import { createPatience, type PatienceDeps } from './patience.ts'
import type { OpenedDrop, ReceiveState } from './receive-state.ts'
import type { PreparedSave, PrepareSave, SaveHooks } from './save-drop.ts'
import { savedFile } from './saved-file.ts'
import { advanceRate, progressOf, startRate } from './transfer-rate.ts'

export interface DownloadDeps {
  readonly api: ReceiverApi
  readonly prepareSave: PrepareSave
  readonly random: RandomSource
  /** Unix ms. */
  readonly now: () => number
  readonly patience: PatienceDeps
}

export interface Download {
  readonly link: OpenedLink
  readonly drop: OpenedDrop
  readonly show: (state: ReceiveState) => void
  /** Hears what can be kicked while the download runs. */
  readonly onPrepared: (prepared: Pick<PreparedSave, 'kick'>) => void
  /** Hears when a lease that came to nothing is given up; `released` resolves once the server knows, or cannot be told. */
  readonly onReleasing: (released: Promise<void>) => void
}

/** How long the server is told of a finished download, in ms. The file is whole either way, and the lease counts by what was granted. */
const COMPLETE_FOR = 20_000

/** A lease as its client makes it, so that a claim may be sent twice. */
async function newLease(random: RandomSource): Promise<{ id: LeaseId; token: BearerToken; request: ClaimRequest }> {
  const id = leaseId.parse(encodeBase64url(random(16)))
  const secret = random(32)
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', secret))
  return { id, token: encodeBase64url(secret), request: { id, tokenHash: tokenHash.parse(encodeBase64url(hash)) } }
}

/** Gives the lease up at once where `signal` is aborted, or when told: a page that is being closed has no later. */
function releaseOnce(
  api: ReceiverApi,
  lease: { id: LeaseId; token: BearerToken },
  download: Download,
  signal: AbortSignal,
) {
  let isOver = false
  const settle = () => {
    isOver = true
    signal.removeEventListener('abort', release)
  }
  const release = () => {
    if (isOver) return
    settle()
    // A lease that cannot be released lapses by itself.
    download.onReleasing(api.release(lease.id, lease.token).catch(() => {}))
  }
  signal.addEventListener('abort', release)
  return { release, keep: settle }
}

/** Turns bytes of the saved file into the state that the page shows. */
function meter({ link, drop, show }: Download, savedSize: number, now: () => number) {
  let done = 0
  let rate = startRate(now(), 0)
  let stuck: DropError | null = null
  const publish = () => {
    const progress = progressOf(rate, done, drop.totalBytes)
    if (stuck !== null) show({ phase: 'interrupted', drop, selection: 'all', progress, error: stuck })
    else show({ phase: 'receiving', drop, selection: 'all', progress, stage: 'receiving' })
  }
  const hooks: SaveHooks = {
    onProgress: (savedBytes) => {
      // A zip is longer than its files: what it adds is spread over them, so that the end is reached at the end.
      done = savedSize === 0 ? 0 : Math.floor((savedBytes / savedSize) * link.manifest.length)
      rate = advanceRate(rate, now(), done, drop.totalBytes)
      publish()
    },
    onStuck: (error) => {
      stuck = error
      rate = startRate(now(), done)
      publish()
    },
  }
  const stage = (name: 'claiming' | 'verifying') =>
    show({
      phase: 'receiving',
      drop,
      selection: 'all',
      progress: progressOf(rate, done, drop.totalBytes),
      stage: name,
    })
  return { hooks, stage, publish }
}

/**
 * Claims a download and saves it: resolves once every byte was verified and taken. Whatever else happens, the lease is given up.
 * Errors: `held`, how the link ended, `browser-unsupported`, those of `PreparedSave.save`.
 */
export async function runDownload(deps: DownloadDeps, download: Download, signal: AbortSignal): Promise<void> {
  const { api, now } = deps
  const { link } = download
  const { name, size } = savedFile(link.manifest.files, now())
  const { hooks, stage, publish } = meter(download, size, now)
  const patience = createPatience(deps.patience, hooks.onStuck)
  stage('claiming')
  const prepared = await deps.prepareSave(name, size)
  download.onPrepared({
    kick: () => {
      patience.kick()
      prepared.kick()
    },
  })
  const lease = await newLease(deps.random)
  const { release, keep } = releaseOnce(api, lease, download, signal)
  try {
    const { grant } = await patience.run(signal, () => api.claim(link.locator, link.accessToken, lease.request, signal))
    publish()
    const { payloadKey, geometry, manifest } = link
    await prepared.save({ payloadKey, geometry, manifest, lease, grant, now: now() }, hooks, signal)
    keep()
  } catch (error) {
    prepared.discard()
    release()
    throw error
  }
  stage('verifying')
  const policy = { ...deps.patience, giveUpAfter: COMPLETE_FOR }
  await retry(policy, signal, () => api.complete(lease.id, lease.token, signal)).catch(() => {})
}
