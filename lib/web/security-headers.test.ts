import { expect, test } from 'vitest'
import { securityHeaders } from './security-headers.ts'

const policy = {
  inlineScripts: { '/': ["'sha256-a'"], '/_not-found': ["'sha256-n'"] },
  storageOrigins: ['https://s3.test'],
  https: true,
}
const csp = (path: string) => securityHeaders(policy, path)['content-security-policy'] ?? ''

test('a page may run its own inline scripts and no others', () => {
  expect(csp('/')).toContain("script-src 'self' 'wasm-unsafe-eval' 'sha256-a';")
  expect(csp('/no-such-page')).toContain("'sha256-n'")
  expect(csp('/')).not.toContain('unsafe-inline')
})

test.each(['/', '/d', '/no-such-page', '/_next/static/chunks/stretch-worker.js'])(
  '%s may compile WebAssembly, and text is never run',
  (path) => {
    expect(csp(path)).toMatch(/script-src [^;]*'wasm-unsafe-eval'/)
    expect(csp(path)).not.toContain("'unsafe-eval'")
  },
)

test('only this origin and storage are ever contacted', () => {
  expect(csp('/')).toContain("connect-src 'self' https://s3.test;")
  expect(csp('/')).toContain("default-src 'none'")
  expect(csp('/')).toContain("frame-ancestors 'none'")
})

test('https is demanded only where the instance has it', () => {
  expect(securityHeaders(policy, '/')['strict-transport-security']).toBeDefined()
  expect(securityHeaders({ ...policy, https: false }, '/')['strict-transport-security']).toBeUndefined()
})

test.each([
  ['/%6cook/frame.html', '/look/frame.html'],
  ['/look%2fframe.html', '/look/frame.html'],
  ['/look%2Fframe.html', '/look/frame.html'],
  ['/%256cook/frame.html', '/look/frame.html'],
  ['//look/frame.html', '/look/frame.html'],
  ['/x/../look/frame.html', '/look/frame.html'],
  ['/x/%2e%2e/look/frame.html', '/look/frame.html'],
  ['/look\\frame.html', '/look/frame.html'],
  ['/api/instance/%6Cogo', '/api/instance/logo'],
  ['/%62lobs/AAAA', '/blobs/AAAA'],
])('%s has the policy of %s, which it may be answered with', (written, plain) => {
  expect(csp(written)).toBe(csp(plain))
  expect(csp(written)).toContain('sandbox')
})

test.each(['/%', '/%zz/look/', '/_next/static/chunks/%5Blocale%5D/page.js'])('%s is judged as a page', (path) => {
  expect(csp(path)).toContain("connect-src 'self'")
})

test('stored bytes are never a page', () => {
  expect(csp('/blobs/AAAA')).toContain('sandbox')
  expect(csp('/blobs/AAAA')).not.toContain('self')
})

test('the frame of a look has an opaque origin, fetches nothing, and shows only what it is given', () => {
  const look = csp('/look/frame.html')
  expect(look).toMatch(/^sandbox allow-scripts; default-src 'none';/)
  expect(look).not.toMatch(/allow-same-origin|connect-src|unsafe-inline|'unsafe-eval'|https?:/)
  expect(look).toContain("frame-ancestors 'self'")
  expect(securityHeaders(policy, '/look/frame.js')['cross-origin-resource-policy']).toBe('cross-origin')
  expect(securityHeaders(policy, '/')['cross-origin-resource-policy']).toBe('same-origin')
})
