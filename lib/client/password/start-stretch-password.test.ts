import { expect, test } from 'vitest'
import { profileFor } from './start-stretch-password.ts'

test('a password is stretched lightly only where WebAssembly is refused', () => {
  expect(profileFor(globalThis)).toBe('standard')
  expect(profileFor({})).toBe('light')
})
