import { expect, test } from 'vitest'
import { MAX_FILES } from '../../format/constants.ts'
import { appendFiles, checkLimits, entryOf, type PickedSource, withoutFile } from './picked-files.ts'

function numbers(): () => string {
  let last = 0
  return () => {
    last += 1
    return `f${last}`
  }
}

function sourceOf(path: string, text = 'x') {
  return { path, file: new File([text], path, { type: 'Text/Plain;charset=utf-8', lastModified: 5 }) }
}

test('names are cleaned and told apart, and keep their keys', () => {
  const nextKey = numbers()
  const first = appendFiles([], [sourceOf('a/../b.txt'), sourceOf('con')], nextKey)
  const files = appendFiles(first, [sourceOf('a/B.txt'), sourceOf('a/b.txt')], nextKey)
  expect(files.map(({ key, path }) => [key, path])).toEqual([
    ['f1', 'a/b.txt'],
    ['f2', '_con'],
    ['f3', 'a/B (2).txt'],
    ['f4', 'a/b (3).txt'],
  ])
  expect(withoutFile(files, 'f1').map(({ key, path }) => [key, path])).toEqual([
    ['f2', '_con'],
    ['f3', 'a/B.txt'],
    ['f4', 'a/b (2).txt'],
  ])
  expect(withoutFile(files, 'f9')).toHaveLength(4)
})

test.each([
  [10, 10, undefined],
  [11, 10, 'too-large'],
])('%i bytes where %i are allowed: %s', (size, most, code) => {
  const files = appendFiles([], [sourceOf('a', 'x'.repeat(size))], numbers())
  const check = () => {
    checkLimits(files, most)
  }
  if (code === undefined) check()
  else expect(check).toThrow(expect.objectContaining({ code, facts: { limit: most } }))
})

test('the ten thousandth file is the last', () => {
  const files = Array.from({ length: MAX_FILES + 1 }, (_, at) => ({ key: `f${at}`, path: `p${at}`, size: 0 }))
  checkLimits(files.slice(1), 1)
  expect(() => {
    checkLimits(files, 1)
  }).toThrow(expect.objectContaining({ code: 'too-many-files' }))
})

test.each([
  [5, 5],
  [0, 0],
  [-1, null],
  [0.5, null],
  [9e15, null],
])('a change at %d is written down as %d', (lastModified, mtime) => {
  const [source] = appendFiles([], [sourceOf('a.txt')], numbers())
  const file = Object.defineProperty(new File(['x'], 'a'), 'lastModified', { value: lastModified })
  expect(entryOf({ ...(source as PickedSource), file })).toMatchObject({ path: 'a.txt', size: 1, mtime })
})

test('a type is lower-case and without parameters', () => {
  const [source] = appendFiles([], [sourceOf('a.txt')], numbers())
  expect(entryOf(source as PickedSource).type).toBe('text/plain')
})
