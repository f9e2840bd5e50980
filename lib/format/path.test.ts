import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cleanPaths } from './clean-paths.ts'
import { checkPaths } from './path.ts'

test('deep paths are checked in little memory, however many', () => {
  // Listing the folders of each would take 488 strings a path, and 12 seconds for a manifest of 45 KB.
  const deep = Array.from({ length: 7800 }, (_, index) => `${index}/${'a/'.repeat(488)}x`)
  const before = process.memoryUsage().heapUsed
  expect(() => checkPaths(deep)).not.toThrow()
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(128 << 20)
})

test('a file that is also a folder is found among names that begin like it', () => {
  const names = ['a', 'a b', 'a!', 'a-', 'a.x', 'a0', 'ab', 'a\u00e9', '\ud83d\ude00']
  expect(() => checkPaths(names)).not.toThrow()
  for (const name of names) expect(() => checkPaths([...names, `${name}/b/c`]), name).toThrow('path-invalid')
  for (const name of names)
    expect(() => checkPaths([`${name.toUpperCase()}/b/c`, ...names]), name).toThrow('path-invalid')
})

test.each([
  ['\u0391\u03a3', '\u03b1\u03c3'],
  ['\u03b1\u03c2/x', '\u03b1\u03c3/X'],
  ['mi\u017ft', 'mist'],
  ['stra\u00dfe', 'STRASSE'],
  ['\u0130', 'i\u0307'.normalize('NFC')],
  ['\u1e9e', '\u00df'],
])('%s and %s are one file where upper and lower case are', (one, other) => {
  expect(() => checkPaths([one, other])).toThrow('path-invalid')
  expect(() => checkPaths(cleanPaths([one, other]))).not.toThrow()
})

test('neighbours find what comparing all with all finds', () => {
  const segment = fc.constantFrom('a', 'A', 'b', 'a!', 'a b', 'ab', '\u00e9')
  const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => segments.join('/'))
  fc.assert(
    fc.property(fc.array(path, { maxLength: 8 }), (paths) => {
      const folded = paths.map((one) => one.toLowerCase())
      const collides = folded.some((a, i) => folded.some((b, j) => i !== j && (a === b || b.startsWith(`${a}/`))))
      if (collides) expect(() => checkPaths(paths)).toThrow('path-invalid')
      else expect(() => checkPaths(paths)).not.toThrow()
    }),
    { numRuns: 2000 },
  )
})
