import { expect, test } from 'vitest'
import { MAX_LOOK_BYTES } from '../../lib/client/receive/receive-state.ts'
import { canLook, lookOf } from './look-kind.ts'

test.each([
  ['a.PNG', 'image', 'image/png'],
  ['folder/a.b.pdf', 'pdf', 'application/pdf'],
  ['page.html', 'text', 'text/plain'],
  ['drawing.svg', 'image', 'image/svg+xml'],
])('%s is looked at as %s', (path, kind, type) => {
  expect(lookOf({ path, size: 1 })).toEqual({ kind, type })
})

test.each(['a', 'a.exe', 'png', 'a.png.zip', 'folder.png/a'])('%s is not', (path) => {
  expect(canLook({ path, size: 1 })).toBe(false)
})

test('nor is what is too large for the page', () => {
  expect(canLook({ path: 'a.mp4', size: MAX_LOOK_BYTES })).toBe(true)
  expect(canLook({ path: 'a.mp4', size: MAX_LOOK_BYTES + 1 })).toBe(false)
})
