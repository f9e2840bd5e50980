import type { PutPart } from '../../lib/adapters/http/put-part.ts'
import { checkNotCancelled } from '../../lib/adapters/http/retry.ts'
import { nodePartSealer } from '../../lib/adapters/node-crypto/part-sealer.ts'
import { holdChunks } from '../../lib/client/send/held-part.ts'
import type { PartSealing } from '../../lib/client/send/part-sealing.ts'
import type { PickedSource } from '../../lib/client/send/picked-files.ts'
import type { PlannedPart } from '../../lib/client/send/plan-parts.ts'
import type { RandomSource } from '../../lib/crypto/random-source.ts'
import { sealPart } from '../../lib/crypto/seal-part.ts'
import type { Bytes } from '../../lib/format/bytes.ts'
import { freeBytes } from '../../lib/format/free-bytes.ts'
import type { SentFile } from './disk-file.ts'

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

/** Buffers that are used again and again; whoever wants one waits for one. */
class Buffers {
  readonly #free: (Bytes | null)[]
  readonly #waiting: ((buffer: Bytes | null) => void)[] = []

  constructor(count: number) {
    this.#free = Array.from({ length: count }, () => null)
  }

  async use<T>(length: number, work: (buffer: Bytes) => Promise<T>): Promise<T> {
    const free = this.#free.pop()
    const given = free === undefined ? await new Promise<Bytes | null>((resolve) => this.#waiting.push(resolve)) : free
    const buffer = given !== null && given.length >= length ? given : new Uint8Array(length)
    try {
      return await work(buffer.subarray(0, length))
    } finally {
      const next = this.#waiting.shift()
      if (next === undefined) this.#free.push(buffer)
      else next(buffer)
    }
  }
}

/** Gives the chunks' memory back once storage has them. */
function freeing(put: PutPart): PutPart {
  return async (grant, chunks, signal) => {
    await put(grant, chunks, signal)
    // Storage has it, so every byte has left. After a failure the system may still be reading them.
    for (const chunk of chunks) freeBytes(chunk)
  }
}

/**
 * Reads files and standard input, and seals them in this thread (docs/decisions/006), while the system reads the next
 * part and sends the ones before. Of the plaintext, two parts are in memory.
 */
export function createFileSealing(random: RandomSource, put: PutPart): PartSealing {
  const buffers = new Buffers(2)
  return {
    prepare: () => {},
    seal: (key, part, signal) =>
      buffers.use(part.length, async (plaintext) => {
        checkNotCancelled(signal)
        await fill(part, plaintext)
        checkNotCancelled(signal)
        const { salt, chunks } = await sealPart(key, part, plaintext, random, nodePartSealer)
        return holdChunks(salt, chunks, freeing(put))
      }),
    readStart: async (part, length) => {
      const start = new Uint8Array(length)
      await fill(part, start)
      return start
    },
  }
}
