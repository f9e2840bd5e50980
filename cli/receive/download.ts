import { nodePartOpener } from '../../lib/adapters/node-crypto/part-opener.ts'
import type { ChunkSourceDeps } from '../../lib/client/receive/chunk-source.ts'
import type { HeldDownload } from '../../lib/client/receive/held-download.ts'
import { LanePace } from '../../lib/client/receive/lane-pace.ts'
import { keepLease } from '../../lib/client/receive/lease-keeping.ts'
import type { FilesManifest, OpenedLink } from '../../lib/client/receive/open-link.ts'
import { type Lanes, readInParallel } from '../../lib/client/receive/parallel-chunks.ts'
import type { OpenedChunks } from '../../lib/crypto/open-payload.ts'
import type { PayloadCut } from '../../lib/crypto/split-payload.ts'
import { LEASE_IDLE_MS, windowParts } from '../../lib/drop/limits.ts'
import type { Geometry } from '../../lib/format/geometry.ts'
import type { Terminal } from '../terminal.ts'
import type { Connection } from './connect.ts'

/** One download of files that runs. */
export interface Download {
  readonly connection: Connection
  readonly terminal: Terminal
  readonly link: OpenedLink & { readonly manifest: FilesManifest }
  readonly held: HeldDownload
}

const MiB = 2 ** 20

/**
 * Where one range comes after another, each is what one grant spans, so that the grant which comes with the claim is of
 * use, and nothing is asked for twice. The next one begins when two parts are left: a stream has found its speed by
 * then, and who stops early was not granted much.
 *
 * [Note: Few bytes held] V8 counts buffers with its heap, 10 MiB here, and collects everything once both have grown to
 * about twice that since the last time. Opened bytes come and go: with 8 MiB held before their turn, and 4 MiB gathered
 * while 4 are written, it did so up to 20 times a gibibyte, with 2 of each once or twice.
 */
function lanesFor({ partBytes, parts }: Geometry, now: () => number): Lanes {
  return {
    pace: new LanePace(now),
    rangeBytes: windowParts(parts) * partBytes,
    aheadBytes: 2 * partBytes,
    holdBytes: 2 * MiB,
  }
}

/**
 * The verified chunks of what is left, within the held lease or one that is claimed for it. Errors: those of
 * `HeldDownload.use` and of `readChunks`.
 */
export function useChunks<T>(
  { connection, link, held }: Download,
  rest: Pick<PayloadCut, 'runs'>,
  { patience, openPart = nodePartOpener }: Pick<ChunkSourceDeps, 'patience' | 'openPart'>,
  signal: AbortSignal,
  work: (chunks: OpenedChunks) => Promise<T>,
): Promise<T> {
  const { api, fetchRange } = connection
  const { payloadKey, geometry, manifest } = link
  return held.use(patience, signal, (claimed) => {
    let told = -Infinity
    const onRenewed = (lapsesAt: number) => {
      // The store hears of it a few times in a lease, not with every range.
      if (lapsesAt - told < LEASE_IDLE_MS / 30) return
      told = lapsesAt
      held.renew(lapsesAt)
    }
    const { grantFrom, renewing } = keepLease({ api, now: connection.now, onRenewed }, claimed, signal)
    const job = { payloadKey, geometry, partSalts: manifest.partSalts, runs: rest.runs, grant: claimed.grant }
    const chunks = readInParallel(
      { fetchRange, patience, grantFrom, openPart },
      job,
      lanesFor(geometry, connection.now),
      signal,
    )
    return work(renewing(chunks))
  })
}
