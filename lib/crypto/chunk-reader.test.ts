import { expect, test } from 'vitest'
import { concatBytes } from '../format/bytes.ts'
import { ChunkReader } from './chunk-reader.ts'
import { cryptoRandom } from './random-source.ts'
import { piecesOf } from './small-drop.fixture.ts'

const bytes = cryptoRandom(1000)

/** Runs of 100 bytes, and whether each was copied. */
async function takeAll(pieceBytes: number) {
  const reader = new ChunkReader(piecesOf(bytes, pieceBytes))
  const [taken, copied] = [[] as Uint8Array[], [] as boolean[]]
  for (let at = 0; at < bytes.length; at += 100) {
    const atOnce = reader.holds(100)
    const run = reader.take(100)
    expect(run instanceof Promise).toBe(!atOnce)
    const { buffer } = await run
    copied.push(buffer !== bytes.buffer)
    taken.push((await run).slice())
  }
  await reader.end()
  return { whole: concatBytes(...taken), copied: copied.filter(Boolean).length }
}

test.each([
  [1, 10],
  [99, 10],
  [100, 0],
  [101, 9],
  [150, 3],
  [200, 0],
  [1000, 0],
])('of pieces of %i bytes, %i runs of 100 are copied: those that lie across two', async (pieceBytes, copies) => {
  expect(await takeAll(pieceBytes)).toEqual({ whole: bytes, copied: copies })
})
