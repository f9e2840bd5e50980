import type { Bytes } from '../format/bytes.ts'

/** Which parts of a payload were granted: a bit each, part 1 in the lowest bit of the first byte. */
export interface PartSet {
  readonly bits: Bytes
  /** How many are in it. */
  readonly size: number
}

/** The empty set for a payload of `parts` parts. */
export function emptyPartSet(parts: number): PartSet {
  return { bits: new Uint8Array(Math.ceil(parts / 8)), size: 0 }
}

/** The set with parts `first` to `last` (from 1, both included) added. */
export function addParts(set: PartSet, first: number, last: number): PartSet {
  const bits = set.bits.slice()
  let size = set.size
  for (let part = first; part <= last; part += 1) {
    const at = (part - 1) >> 3
    const bit = 1 << ((part - 1) & 7)
    if (((bits[at] ?? 0) & bit) !== 0) continue
    bits[at] = (bits[at] ?? 0) | bit
    size += 1
  }
  return { bits, size }
}
