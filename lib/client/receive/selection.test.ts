import { expect, test } from 'vitest'
import { measurePayload, paddedLength } from '../../format/geometry.ts'
import type { Manifest } from '../../format/manifest.ts'
import { partSequence } from './part-sequence.ts'
import { isSameSelection, planSelection, sealedBytesOf } from './selection.ts'

/** Parts of 4 KiB. */
const header = { log2Chunk: 10, chunksPerPart: 4 }

function drop(...sizes: number[]) {
  const length = sizes.reduce((sum, size) => sum + size, 0)
  const padded = paddedLength(length)
  const files = sizes.map((size, at) => ({ path: `${at}`, size, type: '', mtime: null }))
  const manifest: Manifest = { kind: 'files', length, paddedLength: padded, files, partSalts: [] }
  return { manifest, geometry: measurePayload(header, padded) }
}

test.each([
  [[4096, 4096], [0], [[1, 1]]],
  [[4096, 4096], [1], [[2, 2]]],
  [[4097, 4095], [0], [[1, 2]]],
  [[4095, 4097], [1], [[1, 2]]],
  [[4096, 1, 4095], [1], [[2, 2]]],
  [[10, 10, 10], [0, 2], [[1, 1]]],
  [[4096, 4096, 4096], [0, 1], [[1, 2]]],
  [
    [4096, 4096, 4096],
    [0, 2],
    [
      [1, 1],
      [3, 3],
    ],
  ],
  [[0, 10], [0], []],
  [[10, 0], [1], []],
  [[10, 0, 0], [1, 2], []],
  [[4096, 0, 4096], [1, 2], [[2, 2]]],
  [[100_000, 4096], [1], [[25, 26]]],
])('of files of %j bytes, %j lie in the parts %j', (sizes, selection, runs) => {
  const { manifest, geometry } = drop(...sizes)
  const plan = planSelection(manifest, geometry, selection)
  expect(plan.runs.map(({ firstPart, lastPart }) => [firstPart, lastPart])).toEqual(runs)
  expect(plan.bytes).toBe(selection.reduce((sum, at) => sum + (sizes[at] ?? 0), 0))
})

test.each([[[0]], [[10]], [[0, 0]], [[70_000, 5]]])(
  'all files of %j bytes are every part, padding included',
  (sizes) => {
    const { manifest, geometry } = drop(...sizes)
    const everything = planSelection(manifest, geometry, 'all')
    expect(everything.runs).toEqual([{ firstPart: 1, lastPart: geometry.parts }])
    expect(sealedBytesOf(geometry, everything)).toBe(geometry.sealedLength)
    const named = sizes.map((_, at) => at)
    expect(planSelection(manifest, geometry, named)).toEqual(everything)
  },
)

test.each([
  ['all', 'all', true],
  ['all', [0], false],
  [[0], 'all', false],
  [[0, 1], [0, 1], true],
  [[0, 1], [0], false],
  [[0], [0, 1], false],
  [[0, 1], [0, 2], false],
] as const)('%j and %j are the same: %s', (a, b, same) => {
  expect(isSameSelection(a, b)).toBe(same)
})

test.each([
  [[4096, 4096, 4096], [0, 2], 8],
  [[4096, 4096, 4096], [1], 4],
  [[10, 0], [1], 0],
  // The payload of 67,584 bytes has 66 chunks: its last part, the seventeenth, has two.
  [[65_000, 600], [1], 6],
])('the parts of files of %j bytes that hold %j have %i chunks', (sizes, selection, chunks) => {
  const { manifest, geometry } = drop(...sizes)
  const plan = planSelection(manifest, geometry, selection)
  const sequence = partSequence(geometry, plan.runs)
  expect(sequence.chunks).toBe(chunks)
  const stored = sequence.parts.reduce((sum, _, place) => sum + sequence.sealedLength(place), 0)
  expect(sealedBytesOf(geometry, plan)).toBe(stored)
})

test('places in a sequence with a gap', () => {
  const { manifest, geometry } = drop(4096, 8192, 4096, 4096)
  const sequence = partSequence(geometry, planSelection(manifest, geometry, [0, 2, 3]).runs)
  expect(sequence.parts).toEqual([1, 4, 5])
  expect([0, 1, 2].map(sequence.endOfRun)).toEqual([1, 5, 5])
  expect([0, 3, 4, 11].map(sequence.placeOf)).toEqual([0, 0, 1, 2])
  expect([0, 1, 2].map(sequence.sealedBefore)).toEqual([0, 4160, 8320])
})
