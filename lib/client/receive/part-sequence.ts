import type { PartRun } from '../../crypto/open-payload.ts'
import { firstChunk, type Geometry, type PartNumber, parsePartNumber, sealedRange } from '../../format/geometry.ts'

/**
 * The parts of a plan one after another, counted from 0. Every part but the payload's last, which is the last here too
 * where it is in, is full: so places in the row of chunks, and in the row of stored bytes, follow from a part's place
 * by multiplication.
 */
export interface PartSequence {
  readonly parts: readonly PartNumber[]
  /** Chunks of all of them. */
  readonly chunks: number
  /** The place of the part in which the `chunk`-th chunk of the sequence lies. */
  readonly placeOf: (chunk: number) => number
  /** Chunks before the part at `place`. */
  readonly chunksBefore: (place: number) => number
  /** Stored bytes before the part at `place`. */
  readonly sealedBefore: (place: number) => number
  /** Stored bytes of the part at `place`. */
  readonly sealedLength: (place: number) => number
  /** The last part that follows the one at `place` without a gap. */
  readonly endOfRun: (place: number) => PartNumber
}

/** The sequence of parts of `runs`. */
export function partSequence(geometry: Geometry, runs: readonly PartRun[]): PartSequence {
  const parts: PartNumber[] = []
  const ends: PartNumber[] = []
  for (const { firstPart, lastPart } of runs) {
    for (let part = Number(firstPart); part <= lastPart; part += 1) {
      parts.push(parsePartNumber(part, geometry.parts))
      ends.push(lastPart)
    }
  }
  const { chunksPerPart } = geometry.header
  const last = parts.at(-1)
  const chunksOfLast =
    last === undefined ? 0 : Math.min(chunksPerPart, geometry.chunks - firstChunk(geometry.header, last))
  const at = <T>(list: readonly T[], place: number): T => {
    const found = list[place]
    if (found === undefined) throw new Error(`no part at ${place}`)
    return found
  }
  return {
    parts,
    chunks: Math.max(0, parts.length - 1) * chunksPerPart + chunksOfLast,
    placeOf: (chunk) => Math.floor(chunk / chunksPerPart),
    chunksBefore: (place) => place * chunksPerPart,
    sealedBefore: (place) => place * geometry.sealedPartBytes,
    sealedLength: (place) => sealedRange(geometry, at(parts, place)).length,
    endOfRun: (place) => at(ends, place),
  }
}
