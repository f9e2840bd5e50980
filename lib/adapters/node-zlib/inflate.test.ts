import { deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Bytes, concatBytes, utf8 } from '../../format/bytes.ts'
import { type Inflate, inflateAtMost } from '../../format/deflate.ts'
import { isDropError } from '../../format/drop-error.ts'
import { inflateByNode } from './inflate.ts'

const TEXT = utf8('{"files":[]}'.repeat(50))
const deflated = new Uint8Array(deflateRawSync(TEXT))

async function outcome(inflate: Inflate, bytes: Bytes, most: number): Promise<unknown> {
  try {
    return [...(await inflate(bytes, most))]
  } catch (error) {
    return isDropError(error) ? [error.code, error.facts.subject] : error
  }
}

test.each([
  ['what fits exactly', deflated, TEXT.length, [...TEXT]],
  ['one byte more than fits', deflated, TEXT.length - 1, ['manifest-invalid', 'inflated length']],
  ['what is cut off', deflated.slice(0, -1), TEXT.length, ['manifest-invalid', 'DEFLATE']],
  ['nothing', new Uint8Array(0), TEXT.length, ['manifest-invalid', 'DEFLATE']],
  ['a byte behind the end', concatBytes(deflated, new Uint8Array(1)), TEXT.length, ['manifest-invalid', 'DEFLATE']],
  ['another stream behind the end', concatBytes(deflated, deflated), TEXT.length, ['manifest-invalid', 'DEFLATE']],
  ['what is no stream', new Uint8Array([255, 255]), TEXT.length, ['manifest-invalid', 'DEFLATE']],
  ['an empty stream', new Uint8Array(deflateRawSync('')), TEXT.length, []],
])('%s is inflated, or refused, as the web does it', async (_, bytes, most, expected) => {
  expect(await outcome(inflateByNode, bytes, most)).toEqual(expected)
  expect(await outcome(inflateAtMost, bytes, most)).toEqual(expected)
})

test('what follows the stream is refused once, with no cause that says it again', async () => {
  const refusal = async () => inflateByNode(concatBytes(deflated, new Uint8Array(1)), TEXT.length)
  const error: unknown = await refusal().catch((caught: unknown) => caught)
  expect(isDropError(error) && error.cause).toBeUndefined()
})

test('a bomb is left at its limit', async () => {
  const bomb = new Uint8Array(deflateRawSync(new Uint8Array(64 << 20)))
  const before = process.memoryUsage().arrayBuffers
  expect(await outcome(inflateByNode, bomb, 8 << 20)).toEqual(['manifest-invalid', 'inflated length'])
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 << 20)
})

test('any bytes at all are taken or refused as the web does it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), async (bytes) => {
      const [ours, webs] = [
        await outcome(inflateByNode, bytes.slice(), 100),
        await outcome(inflateAtMost, bytes.slice(), 100),
      ]
      expect(ours).toEqual(webs)
    }),
  )
})
