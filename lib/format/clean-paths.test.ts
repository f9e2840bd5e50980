import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cleanPaths } from './clean-paths.ts'
import { checkPaths, parsePath } from './path.ts'

// What is refused stands in docs/vectors/manifest.json; here is what writers make of it.
test.each([
  ['notes.txt', 'notes.txt'],
  ['a/b/c.tar.gz', 'a/b/c.tar.gz'],
  ['Grün/写真.jpg', 'Grün/写真.jpg'],
  ['.gitignore', '.gitignore'],
  ['../../etc/passwd', 'etc/passwd'],
  ['/etc/passwd', 'etc/passwd'],
  ['C:\\Users\\x.txt', 'C__Users_x.txt'],
  ['a//b/./c', 'a/b/c'],
  ['CON', '_CON'],
  ['con.txt', '_con.txt'],
  ['a/aux/b', 'a/_aux/b'],
  ['what?.txt', 'what_.txt'],
  ['a\u202egpj.exe', 'a_gpj.exe'],
  ['a\u0000b\nc', 'a_b_c'],
  ['cafe\u0301.txt', 'café.txt'],
  ['dots...', 'dots'],
  [' space ', 'space'],
  ['...', 'file'],
  ['', 'file'],
  ['/', 'file'],
  ['a/ /b', 'a/file/b'],
  ['\ud800.txt', '\ufffd.txt'],
  [`${'x'.repeat(300)}.txt`, `${'x'.repeat(251)}.txt`],
  ['写'.repeat(100), '写'.repeat(85)],
  [`con${' '.repeat(300)}x`, '_on'],
  [`${'.'.repeat(300)}${'x'.repeat(20)}`, 'file'],
])('%j becomes %j', (raw, clean) => {
  expect(cleanPaths([raw])).toEqual([clean])
  expect(parsePath(clean)).toBe(clean)
})

test.each([
  [
    ['a.txt', 'a.txt', 'a.txt'],
    ['a.txt', 'a (2).txt', 'a (3).txt'],
  ],
  [
    ['a.txt', 'A.TXT'],
    ['a.txt', 'A (2).TXT'],
  ],
  [
    ['a', 'a (2)', 'a'],
    ['a', 'a (2)', 'a (3)'],
  ],
  [
    ['x/a', 'x/a', 'y/a'],
    ['x/a', 'x/a (2)', 'y/a'],
  ],
  [
    ['a', 'a/b', 'a/c'],
    ['a', 'a (2)/b', 'a (2)/c'],
  ],
  [
    ['a/b', 'a'],
    ['a/b', 'a (2)'],
  ],
  [
    ['a?', 'a*'],
    ['a_', 'a_ (2)'],
  ],
  [
    ['', ''],
    ['file', 'file (2)'],
  ],
  [
    ['STRASSE', 'straße', 'STRAẞE'],
    ['STRASSE', 'straße (2)', 'STRAẞE (3)'],
  ],
])('%j become %j', (raw, clean) => {
  expect(cleanPaths(raw)).toEqual(clean)
})

const piece = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      'a',
      'A',
      'b',
      'a.txt',
      'A.TXT',
      'con',
      'CON.x',
      '..',
      '.',
      '',
      ' ',
      'a ',
      ' a',
      'a.',
      'a (2)',
      'ß',
      'é',
      'e\u0301',
      'İ',
      'Σ',
      'ς',
      '\u212a',
      'k',
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '写'.repeat(120),
      'x'.repeat(255),
      `con${' '.repeat(260)}y`,
      `${'.'.repeat(260)}${'z'.repeat(17)}`,
      `${'y'.repeat(250)}.tar.gz`,
      '\ud800',
      '\u202e',
      '\u0000',
    ),
  },
)
const anyPath = fc.oneof(
  fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('/')),
  fc.string({ unit: 'binary', maxLength: 60 }),
)

describe('cleaned names of any kind', () => {
  test('always pass, one for each', () => {
    fc.assert(
      fc.property(fc.array(anyPath, { maxLength: 40 }), (raw) => {
        const clean = cleanPaths(raw)
        expect(clean.length).toBe(raw.length)
        expect(() => checkPaths(clean)).not.toThrow()
      }),
      { numRuns: 2000 },
    )
  })
  test('stay as they are when cleaned again', () => {
    fc.assert(
      fc.property(fc.array(anyPath, { maxLength: 20 }), (raw) => {
        const clean = cleanPaths(raw)
        expect(cleanPaths(clean)).toEqual(clean)
      }),
      { numRuns: 500 },
    )
  })
  test('do not change when more come', () => {
    fc.assert(
      fc.property(fc.array(anyPath, { maxLength: 20 }), fc.array(anyPath, { maxLength: 20 }), (raw, more) => {
        expect(cleanPaths([...raw, ...more]).slice(0, raw.length)).toEqual(cleanPaths(raw))
      }),
      { numRuns: 500 },
    )
  })
})

test('ten thousand equal names are numbered', () => {
  const clean = cleanPaths(Array<string>(10_000).fill('same.txt'))
  expect(clean.at(-1)).toBe('same (10000).txt')
  expect(() => checkPaths(clean)).not.toThrow()
})

test('very long and very deep names fit', () => {
  const deep = `${'folder/'.repeat(5000)}name.txt`
  const long = 'x'.repeat(1_000_000)
  const clean = cleanPaths([deep, deep, long, long, `${'d'.repeat(255)}/`.repeat(4) + long])
  expect(() => checkPaths(clean)).not.toThrow()
  expect(clean[0]!.endsWith('/name.txt')).toBe(true)
})
