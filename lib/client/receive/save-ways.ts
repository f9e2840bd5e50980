import { hasGathered } from '../../adapters/opfs/gathered-files.ts'
import { blobSink } from '../../adapters/sinks/blob-sink.ts'
import { downloadSink, fetchInFrame, findDownloadWorker } from '../../adapters/sinks/download-sink.ts'
import { gatheredSink } from '../../adapters/sinks/gathered-sink.ts'
import { type PickFile, pickedSink } from '../../adapters/sinks/picked-sink.ts'
import type { OpenPortSink } from '../../adapters/sinks/port-sink.ts'
import { saveByLink } from '../../adapters/sinks/save-by-link.ts'
import { cryptoRandom } from '../../crypto/random-source.ts'
import { encodeBase64url } from '../../format/bytes.ts'
import { MEMORY_WARNING_BYTES, type SaveWay } from './receive-state.ts'

/** How files are saved in this page: asked once, by trying. See docs/decisions for the order. */
export interface SaveWays {
  /** Never fails. */
  readonly findWay: () => Promise<SaveWay>
  readonly openSink: OpenPortSink
}

interface Found {
  readonly way: SaveWay
  readonly openSink: OpenPortSink
}

const randomId = () => encodeBase64url(cryptoRandom(16))

/** Chromium's dialog for a new file (File System Access 3.3); TypeScript's types leave it out. */
function findPicker(): PickFile | null {
  const pick: unknown = Reflect.get(window, 'showSaveFilePicker')
  return typeof pick === 'function' ? (pick.bind(window) as PickFile) : null
}

function startGathering(): Worker {
  return new Worker(new URL('../workers/gather-worker.ts', import.meta.url), { type: 'module' })
}

async function find(): Promise<Found> {
  // Absent over plain http; in some private windows it is there and refuses.
  const worker = 'serviceWorker' in navigator ? await findDownloadWorker(navigator.serviceWorker) : null
  if (worker !== null)
    return { way: 'stream', openSink: downloadSink({ worker, randomId, fetchAsDownload: fetchInFrame(document) }) }
  const pick = findPicker()
  if (pick !== null) return { way: 'picked', openSink: pickedSink(pick) }
  const save = saveByLink(document)
  const inMemory = blobSink(save)
  if (!(await hasGathered())) return { way: 'memory', openSink: inMemory }
  const gather = gatheredSink({ startWorker: startGathering, randomId, save })
  return {
    way: 'gathered',
    openSink: (name, size) =>
      gather(name, size).catch((error: unknown) => {
        // No room on the disk: what is small enough fits in memory.
        if (size === null || size > MEMORY_WARNING_BYTES) throw error
        return inMemory(name, size)
      }),
  }
}

/** The ways to save of this page. */
export function pageSaveWays(): SaveWays {
  let found: Promise<Found> | null = null
  return {
    findWay: async () => (await (found ??= find())).way,
    async openSink(name, size) {
      // A worker that was there before may have been replaced since: it is looked for again at each download.
      const { way, openSink } = await (found ??= find())
      return way === 'stream' ? (await (found = find())).openSink(name, size) : openSink(name, size)
    },
  }
}
