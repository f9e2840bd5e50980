import { type PartNumber, parsePartNumber } from '../../format/geometry.ts'

/** Whatever has bytes. */
export interface Sized {
  /** Bytes. */
  readonly size: number
}

/** One stretch of a part's plaintext: bytes `start` to `end` (excluded) of a file, or zeros. */
export type Segment<F> =
  | { readonly kind: 'file'; readonly file: F; readonly start: number; readonly end: number }
  | { readonly kind: 'zeros'; readonly length: number }

/** A part whose plaintext is fixed. */
export interface PlannedPart<F> {
  readonly number: PartNumber
  /** Whether the payload ends with it. */
  readonly final: boolean
  /** Plaintext, padding included, in bytes. */
  readonly length: number
  /** Bytes of files in it: what progress counts. */
  readonly fileBytes: number
  readonly segments: readonly Segment<F>[]
}

/** Files one after another, each at its place in the payload. */
export interface Layout<F extends Sized> {
  readonly files: readonly F[]
  /** Where each file begins. */
  readonly starts: readonly number[]
  /** Bytes of all files. */
  readonly total: number
}

/** Lays files out in their order. */
export function layOut<F extends Sized>(files: readonly F[]): Layout<F> {
  const starts: number[] = []
  let total = 0
  for (const { size } of files) {
    starts.push(total)
    total += size
  }
  return { files, starts, total }
}

/**
 * How many parts, from the first, stay as they are whatever is appended: those behind which at least one more byte
 * comes, so that none of them is the last.
 */
export function fixedParts(total: number, partBytes: number): number {
  return Math.max(0, Math.ceil(total / partBytes) - 1)
}

/** Whether the first `started` parts hold bytes of a file. */
export function isTouched<F extends Sized>(
  layout: Layout<F>,
  index: number,
  started: number,
  partBytes: number,
): boolean {
  const size = layout.files[index]?.size ?? 0
  return size > 0 && (layout.starts[index] ?? 0) < started * partBytes
}

/** The index of the last file that begins at or before `offset`. */
function fileAt(starts: readonly number[], offset: number): number {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((starts[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return low
}

function* fileSegments<F extends Sized>(layout: Layout<F>, from: number, to: number): Generator<Segment<F>> {
  for (let index = fileAt(layout.starts, from); index < layout.files.length; index += 1) {
    const begins = layout.starts[index] ?? 0
    if (begins >= to) return
    const file = layout.files[index]
    if (file === undefined) return
    const start = Math.max(0, from - begins)
    const end = Math.min(file.size, to - begins)
    if (end > start) yield { kind: 'file', file, start, end }
  }
}

/**
 * The plaintext of part `number`. `paddedLength` is the payload's length once it is known; before, only parts that
 * `fixedParts` counts may be planned.
 */
export function planPart<F extends Sized>(
  layout: Layout<F>,
  number: number,
  partBytes: number,
  paddedLength: number | null,
): PlannedPart<F> {
  if (paddedLength === null && number > fixedParts(layout.total, partBytes))
    throw new Error(`part ${number} may change`)
  const from = (number - 1) * partBytes
  const to = Math.min(number * partBytes, paddedLength ?? Infinity)
  if (to <= from) throw new Error(`no part ${number}`)
  const fileBytes = Math.max(0, Math.min(to, layout.total) - from)
  const segments = [...fileSegments(layout, from, Math.min(to, layout.total))]
  const zeros = to - from - fileBytes
  if (zeros > 0) segments.push({ kind: 'zeros', length: zeros })
  return { number: parsePartNumber(number), final: to === paddedLength, length: to - from, fileBytes, segments }
}
