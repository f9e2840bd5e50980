import type { StoredPart } from './blob-store.ts'

/** Whether `held` is exactly `wanted`: the same numbers, in order, with the same lengths, and at least one. */
export function isExactly(held: readonly StoredPart[], wanted: readonly StoredPart[]): boolean {
  const same = (part: StoredPart, index: number) =>
    part.number === wanted[index]?.number && part.length === wanted[index].length
  return held.length > 0 && held.length === wanted.length && held.every(same)
}

/** The length in bytes of the blob that `parts` make. */
export function totalLength(parts: readonly StoredPart[]): number {
  return parts.reduce((total, part) => total + part.length, 0)
}
