import { expect, test } from 'vitest'
import { type PayloadCut, splitPayload } from '../../crypto/split-payload.ts'
import { type Bytes, concatBytes } from '../../format/bytes.ts'
import { freeBytes } from '../../format/free-bytes.ts'
import { measurePayload, paddedLength } from '../../format/geometry.ts'
import type { Manifest } from '../../format/manifest.ts'
import { restOfPlan } from './rest-of-plan.ts'
import { planSelection } from './selection.ts'

const HEADER = { log2Chunk: 10, chunksPerPart: 4 }
const SIZES = [10_000, 0, 1, 8192, 4095]
const length = SIZES.reduce((sum, size) => sum + size, 0)
const payload: Bytes = new Uint8Array(paddedLength(length)).map((_, at) =>
  at < length ? (at * 7 + (at >> 8)) & 255 : 0,
)
const files = SIZES.map((size, index) => ({ path: `f${index}`, size, type: '', mtime: null }))
const manifest: Manifest = { kind: 'files', length, paddedLength: payload.length, files, partSalts: [] }
const geometry = measurePayload(HEADER, payload.length)

/** The plaintext chunks of the parts that a rest asks for, `many` of a part at once. */
async function* chunksOf({ runs }: PayloadCut, many: number, from: Bytes = payload) {
  for (const { firstPart, lastPart } of runs) {
    const end = Math.min(lastPart * 4096, from.length)
    for (let at = (firstPart - 1) * 4096; at < end; at += many * 1024) {
      const starts = Array.from({ length: many }, (_, place) => at + place * 1024).filter((start) => start < end)
      yield await Promise.resolve(starts.map((start) => from.slice(start, start + 1024)))
    }
  }
}

/** What is read of each file; as it is saved, chunks that no other file has a share in are gone then. */
async function collect(rest: PayloadCut, many: number, from?: Bytes): Promise<Map<number, Bytes>> {
  const found = new Map<number, Bytes>()
  for await (const { index, bytes } of splitPayload(geometry, rest, chunksOf(rest, many, from))) {
    const pieces: Bytes[] = []
    for await (const some of bytes) {
      pieces.push(...some.map((piece) => piece.slice()))
      for (const piece of some) freeBytes(piece)
    }
    found.set(index, concatBytes(...pieces))
  }
  return found
}

test.each(['all', [0, 3], [2, 4], [1]] as const)(
  'whatever was taken of %j before, the rest is what is missing',
  async (selection) => {
    const plan = planSelection(manifest, geometry, selection)
    for (let done = 0; done <= plan.places.length; done += 1) {
      const size = plan.places[done]?.size ?? 0
      for (const bytes of new Set([0, Math.min(1, size), Math.min(4096, size), Math.max(0, size - 1), size])) {
        const rest = restOfPlan(manifest, geometry, plan, { files: done, bytes })
        const expected = plan.places.slice(done).map(({ index, offset, size }, at) => {
          const from = offset + (at === 0 ? bytes : 0)
          return [index, payload.slice(from, offset + size)] as const
        })
        for (const many of [1, 2, 4]) expect(await collect(rest, many)).toEqual(new Map(expected))
      }
    }
  },
)

test('the padding of a whole drop is read however little is left, and must be zero', async () => {
  const plan = planSelection(manifest, geometry, 'all')
  const rest = restOfPlan(manifest, geometry, plan, { files: SIZES.length, bytes: 0 })
  expect(rest.runs.at(-1)?.lastPart).toBe(geometry.parts)
  const changed = payload.slice()
  changed[changed.length - 1] = 1
  await expect(collect(rest, 4, changed)).rejects.toMatchObject({
    code: 'payload-tampered',
    facts: { subject: 'padding' },
  })
})

test('more than there is was never taken', () => {
  const plan = planSelection(manifest, geometry, 'all')
  for (const progress of [
    { files: 6, bytes: 0 },
    { files: 5, bytes: 1 },
    { files: 2, bytes: 2 },
  ])
    expect(() => restOfPlan(manifest, geometry, plan, progress)).toThrow('more was taken')
})
