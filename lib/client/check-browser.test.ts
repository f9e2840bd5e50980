import { expect, test } from 'vitest'
import { checkBrowser } from './check-browser.ts'

const whole = {
  isSecureContext: true,
  crypto,
  Worker: () => {},
  MessageChannel,
  CompressionStream,
  AbortSignal,
}

test('a current browser will do', () => {
  expect(() => checkBrowser(whole)).not.toThrow()
})

test.each([
  [{ isSecureContext: false, crypto: {} }, 'secure context'],
  [{ crypto: {} }, 'cryptography'],
  [{ Worker: undefined }, 'workers'],
  [{ MessageChannel: undefined }, 'workers'],
  [{ CompressionStream: undefined }, 'streams'],
  [{ AbortSignal: {} }, 'current JavaScript'],
])('without %o it is said that %s is missing', (lacking, subject) => {
  expect(() => checkBrowser({ ...whole, ...lacking })).toThrow(
    expect.objectContaining({ code: 'browser-unsupported', facts: { subject } }),
  )
})
