import type { PutPart } from '../../lib/adapters/http/put-part.ts'
import { checkNotCancelled } from '../../lib/adapters/http/retry.ts'
import { nodePartSealer } from '../../lib/adapters/node-crypto/part-sealer.ts'
import { holdChunks } from '../../lib/client/send/held-part.ts'
import type { PartSealing } from '../../lib/client/send/part-sealing.ts'
import type { PickedSource } from '../../lib/client/send/picked-files.ts'
import type { PlannedPart } from '../../lib/client/send/plan-parts.ts'
import type { PayloadKey } from '../../lib/crypto/payload-key.ts'
import type { RandomSource } from '../../lib/crypto/random-source.ts'
import { sealChunks, takePieces } from '../../lib/crypto/seal-part.ts'
import type { Bytes } from '../../lib/format/bytes.ts'
import { freeBytes } from '../../lib/format/free-bytes.ts'
import { measurePayload } from '../../lib/format/geometry.ts'
import { parseHeader } from '../../lib/format/header.ts'
import type { SentFile } from './disk-file.ts'
import { PartBuffers } from './part-buffers.ts'

/** Of so many small files some are opened while others are read. */
const FILES_AT_ONCE = 8

function isSentFile(file: object): file is SentFile {
  return 'read' in file
}

/** Reads a part's plaintext into `into`, which may end before the part does. */
async function fill(part: PlannedPart<PickedSource>, into: Bytes): Promise<void> {
  const jobs: { file: SentFile; start: number; to: Bytes }[] = []
  let at = 0
  for (const segment of part.segments) {
    const length = segment.kind === 'zeros' ? segment.length : segment.end - segment.start
    const to = into.subarray(at, at + length)
    at += length
    if (to.length === 0) break
    if (segment.kind === 'zeros') to.fill(0)
    else if (!isSentFile(segment.file.file)) throw new Error('a file of a browser')
    else jobs.push({ file: segment.file.file, start: segment.start, to })
  }
  const rest = jobs.values()
  const work = async () => {
    for (const { file, start, to } of rest) await file.read(to, start)
  }
  await Promise.all(Array.from({ length: FILES_AT_ONCE }, work))
}

/**
 * Seals a part where it was read, at the end of its memory: each chunk goes to its place from the beginning on.
 *
 * [Note: Sealed in place] A sealed chunk is longer by its tag, and as many tags as there are chunks fit before the first
 * of them: so the sealed one ends, at the latest, where the plaintext of the next one begins. Chunks are sealed in order,
 * and what seals one reads it at the call.
 */
async function sealInPlace(key: PayloadKey, part: PlannedPart<PickedSource>, memory: Bytes, random: RandomSource) {
  const take = takePieces(key, (piece, offset) => {
    memory.set(piece, offset)
    freeBytes(piece)
  })
  return sealChunks(key, part, memory.subarray(memory.length - part.length), random, take, nodePartSealer)
}

/**
 * Reads files and standard input, and seals them in this thread (docs/decisions/006), while the system reads the next
 * part and sends the ones before: `partsAtOnce` parts are in memory at the most.
 */
export function createFileSealing(random: RandomSource, put: PutPart, partsAtOnce: number): PartSealing {
  const buffers = new PartBuffers(partsAtOnce)
  return {
    prepare: () => {},
    seal: async (key, part, signal) => {
      const buffer = await buffers.take(measurePayload(parseHeader(key.header), part.length).sealedLength)
      try {
        checkNotCancelled(signal)
        await fill(part, buffer.bytes.subarray(buffer.bytes.length - part.length))
        checkNotCancelled(signal)
        const salt = await sealInPlace(key, part, buffer.bytes, random)
        // Every byte of what is stored has left. After a failure the system may still be reading them.
        return holdChunks(salt, [buffer.bytes], put, buffer.release)
      } catch (error) {
        // Other files may still be read into it.
        buffer.release(false)
        throw error
      }
    },
    readStart: async (part, length) => {
      const start = new Uint8Array(length)
      await fill(part, start)
      return start
    },
  }
}
