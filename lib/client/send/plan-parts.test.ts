import fc from 'fast-check'
import { expect, test } from 'vitest'
import { paddedLength } from '../../format/geometry.ts'
import { fixedParts, isTouched, layOut, planPart } from './plan-parts.ts'

const PART = 100

test.each([
  [0, 0],
  [1, 0],
  [PART - 1, 0],
  [PART, 0],
  [PART + 1, 1],
  [2 * PART, 1],
  [2 * PART + 1, 2],
])('of %i bytes %i parts are fixed: a part that may be the last is not', (total, parts) => {
  expect(fixedParts(total, PART)).toBe(parts)
})

test('a part that may still change cannot be planned', () => {
  expect(() => planPart(layOut([{ size: PART }]), 1, PART, null)).toThrow('may change')
  expect(() => planPart(layOut([{ size: PART }]), 2, PART, PART)).toThrow('no part')
})

test('files that end and begin inside a part share it, empty ones are nowhere', () => {
  const [a, none, b] = [{ size: 60 }, { size: 0 }, { size: 100 }]
  const layout = layOut([a, none, b])
  expect(planPart(layout, 1, PART, null)).toEqual({
    number: 1,
    final: false,
    length: 100,
    fileBytes: 100,
    segments: [
      { kind: 'file', file: a, start: 0, end: 60 },
      { kind: 'file', file: b, start: 0, end: 40 },
    ],
  })
  expect(planPart(layout, 2, PART, 170)).toEqual({
    number: 2,
    final: true,
    length: 70,
    fileBytes: 60,
    segments: [
      { kind: 'file', file: b, start: 40, end: 100 },
      { kind: 'zeros', length: 10 },
    ],
  })
})

test.each([
  [100, 250, 2, false, 0],
  [100, 200, 2, true, 0],
  [0, 65_536, 1, false, 0],
])('of %i bytes padded to %i, part %i is zeros', (size, padded, number, final, fileBytes) => {
  const part = planPart(layOut([{ size }]), number, PART, padded)
  expect(part).toMatchObject({ final, fileBytes, length: 100, segments: [{ kind: 'zeros', length: 100 }] })
})

test('a drop of nothing but empty files is padding', () => {
  expect(planPart(layOut([{ size: 0 }, { size: 0 }]), 1, 65_536, 65_536)).toMatchObject({ final: true, fileBytes: 0 })
})

test.each([
  [0, 0, false],
  [0, 1, true],
  [1, 1, false],
  [1, 2, true],
  [2, 2, false],
  [3, 99, false],
])(
  'with files of 100, 100 and 60 bytes and an empty one, file %i with %i parts started is touched: %s',
  (index, started, touched) => {
    const layout = layOut([{ size: 100 }, { size: 100 }, { size: 60 }, { size: 0 }])
    expect(isTouched(layout, index, started, PART)).toBe(touched)
  },
)

test('the parts of any files are their bytes in order, then the padding, once each', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 500 }), { maxLength: 20 }),
      fc.integer({ min: 1, max: 300 }),
      (sizes, scale) => {
        const partBytes = scale * 100
        const files = sizes.map((size, index) => ({ size, index }))
        const layout = layOut(files)
        const padded = paddedLength(layout.total)
        const parts = Math.ceil(padded / partBytes)
        const bytes: string[] = []
        for (let number = 1; number <= parts; number += 1) {
          const part = planPart(layout, number, partBytes, padded)
          expect(part.final).toBe(number === parts)
          for (const segment of part.segments) {
            if (segment.kind === 'zeros') continue
            for (let at = segment.start; at < segment.end; at += 1) bytes.push(`${segment.file.index}:${at}`)
          }
          if (number <= fixedParts(layout.total, partBytes))
            expect(planPart(layout, number, partBytes, null)).toEqual(part)
        }
        expect(bytes).toEqual(
          files.flatMap(({ size, index }) => Array.from({ length: size }, (_, at) => `${index}:${at}`)),
        )
      },
    ),
    { numRuns: 60 },
  )
})
