import { blobSink } from '../../adapters/sinks/blob-sink.ts'
import { downloadSink, fetchInFrame } from '../../adapters/sinks/download-sink.ts'
import { gatheredSink } from '../../adapters/sinks/gathered-sink.ts'
import { pickedSink } from '../../adapters/sinks/picked-sink.ts'
import type { OpenPortSink } from '../../adapters/sinks/port-sink.ts'
import { saveByLink } from '../../adapters/sinks/save-by-link.ts'
import { cryptoRandom } from '../../crypto/random-source.ts'
import { encodeBase64url } from '../../format/bytes.ts'
import { MEMORY_WARNING_BYTES } from './receive-state.ts'
import { type FoundWay, saveWayNow } from './save-way.ts'

const randomId = () => encodeBase64url(cryptoRandom(16))

function startGathering(): Worker {
  return new Worker(new URL('../workers/gather-worker.ts', import.meta.url), { type: 'module' })
}

function sinkOf(found: FoundWay): OpenPortSink {
  if (found.way === 'stream')
    return downloadSink({ worker: found.worker, randomId, fetchAsDownload: fetchInFrame(document) })
  if (found.way === 'picked') return pickedSink(found.pick)
  const save = saveByLink(document)
  const inMemory = blobSink(save)
  if (found.way === 'memory') return inMemory
  const gather = gatheredSink({ startWorker: startGathering, randomId, save })
  return (name, size) =>
    gather(name, size).catch((error: unknown) => {
      // No room on the disk: what is small enough fits in memory.
      if (size === null || size > MEMORY_WARNING_BYTES) throw error
      return inMemory(name, size)
    })
}

/** Saves a file as this page can. */
export const openPageSink: OpenPortSink = async (name, size) => sinkOf(await saveWayNow())(name, size)
