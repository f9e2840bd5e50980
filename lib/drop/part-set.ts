import type { Bytes } from '../format/bytes.ts'

/** Which parts of a payload were granted: a bit each, part 1 in the lowest bit of the first byte. */
export interface PartSet {
  readonly bits: Bytes
  /** How many are in it. */
  readonly size: number
}

function countBits(bits: Bytes): number {
  let size = 0
  for (const byte of bits) for (let rest = byte; rest > 0; rest &= rest - 1) size += 1
  return size
}

/** The set that these bits are, as `PartSet` has them; `null` for the empty one. */
export function partSetOf(bits: Bytes | null): PartSet {
  return bits === null ? { bits: new Uint8Array(0), size: 0 } : { bits, size: countBits(bits) }
}

/** What is in either. */
export function joinParts(a: PartSet, b: PartSet): PartSet {
  const [longer, shorter] = a.bits.length < b.bits.length ? [b.bits, a.bits] : [a.bits, b.bits]
  return partSetOf(longer.map((byte, at) => byte | (shorter[at] ?? 0)))
}

/** Whether a part (from 1) is among those bits. */
export function hasPart(bits: Bytes, part: number): boolean {
  return (((bits[(part - 1) >> 3] ?? 0) >> ((part - 1) & 7)) & 1) === 1
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
    if (hasPart(bits, part)) continue
    const at = (part - 1) >> 3
    bits[at] = (bits[at] ?? 0) | (1 << ((part - 1) & 7))
    size += 1
  }
  return { bits, size }
}
