import { afterEach, expect, test, vi } from 'vitest'
import { letGo } from './let-go.ts'

afterEach(() => vi.unstubAllGlobals())

test.each([
  ['in Chromium', { deviceMemory: 8 }],
  ['elsewhere', {}],
])('bytes that have a buffer for themselves are gone, others stay, %s', (_, navigator) => {
  vi.stubGlobal('navigator', navigator)
  const [own, shared] = [new Uint8Array(100), new Uint8Array(100)]
  letGo(own)
  letGo(shared.subarray(0, 50))
  letGo(new Uint8Array(0))
  expect([own.buffer.byteLength, shared.buffer.byteLength]).toEqual([0, 100])
})
