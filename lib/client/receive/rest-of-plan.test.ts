import { expect, test } from 'vitest'
import { type Bytes, concatBytes } from '../../format/bytes.ts'
import { measurePayload, paddedLength } from '../../format/geometry.ts'
import type { Manifest } from '../../format/manifest.ts'
import { type RestOfPlan, restOfPlan, splitRest } from './rest-of-plan.ts'
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

/** The plaintext chunks of the parts that a rest asks for. */
async function* chunksOf({ runs }: RestOfPlan, from: Bytes = payload): AsyncGenerator<Bytes, void, undefined> {
  for (const { firstPart, lastPart } of runs) {
    for (let at = (firstPart - 1) * 4096; at < Math.min(lastPart * 4096, from.length); at += 1024)
      yield await Promise.resolve(from.slice(at, at + 1024))
  }
}

async function collect(rest: RestOfPlan, from?: Bytes): Promise<Map<number, Bytes>> {
  const found = new Map<number, Bytes>()
  for await (const { index, bytes } of splitRest(geometry, rest, chunksOf(rest, from))) {
    const pieces: Bytes[] = []
    for await (const piece of bytes) pieces.push(piece)
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
        const found = await collect(restOfPlan(manifest, geometry, plan, { files: done, bytes }))
        const expected = plan.places.slice(done).map(({ index, offset, size }, at) => {
          const from = offset + (at === 0 ? bytes : 0)
          return [index, payload.slice(from, offset + size)] as const
        })
        expect(found).toEqual(new Map(expected))
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
  await expect(collect(rest, changed)).rejects.toMatchObject({
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
