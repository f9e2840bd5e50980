import { expect, test } from 'vitest'
import { nodePartOpener } from '../../adapters/node-crypto/part-opener.ts'
import { ContentKey } from '../../crypto/content-key.ts'
import { cryptoRandom } from '../../crypto/random-source.ts'
import { gatherAll, piecesOf, SMALL, sealAll } from '../../crypto/small-drop.fixture.ts'
import { concatBytes } from '../../format/bytes.ts'
import { DropError } from '../../format/drop-error.ts'
import { measurePayload, parsePartNumber, sealedRange } from '../../format/geometry.ts'
import type { ReadGrant } from '../../wire/drops.ts'
import { createPatience } from '../patience.ts'
import { readChunks } from './chunk-source.ts'
import { quick } from './receiving.fixture.ts'

const signal = new AbortController().signal
const patience = createPatience(quick, () => {})
const plain = cryptoRandom(2 * 1024 + 700)
const geometry = measurePayload(SMALL, plain.length)
const payloadKey = await ContentKey.generate(cryptoRandom).payloadKey(SMALL)
const { sealed, salts: partSalts } = await sealAll(payloadKey, plain)
const run = { firstPart: parsePartNumber(1), lastPart: parsePartNumber(geometry.parts) }

function grantFrom(firstPart: number) {
  const { offset } = sealedRange(geometry, parsePartNumber(firstPart))
  const rest = { firstPart, lastPart: geometry.parts, offset, length: sealed.length - offset }
  return Promise.resolve({ url: 'x', headers: {}, until: 0, ...rest })
}

/** Storage whose first answer breaks off after so many bytes; `pieceBytes` come at once of each answer in turn. */
function breakingAt(end: number, pieceBytes: readonly number[]) {
  const sizes = [...pieceBytes]
  let isBroken = false
  return async function* ({ offset, length }: ReadGrant) {
    const breaks = !isBroken
    isBroken = true
    const range = sealed.slice(offset, breaks ? end : offset + length)
    yield* piecesOf(range, sizes.shift() ?? sealed.length)
    if (breaks) throw new DropError('network')
  }
}

test.each([
  [272, sealed.length],
  [2 * 272, 3 * 272],
  [3 * 272, 2 * 272],
  [sealed.length, 300],
  [sealed.length, sealed.length],
])('a line that breaks anywhere costs and repeats no chunk, with %i bytes at once and then %i', async (...sizes) => {
  for (let end = 0; end <= sealed.length; end += 136) {
    const deps = { fetchRange: breakingAt(end, sizes), patience, grantFrom, kept: null, openPart: nodePartOpener }
    const chunks = await gatherAll(
      readChunks(deps, { payloadKey, geometry, partSalts, runs: [run], grant: null }, signal),
    )
    expect(concatBytes(...chunks)).toEqual(plain)
  }
})
