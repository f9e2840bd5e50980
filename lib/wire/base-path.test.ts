import { afterEach, expect, test, vi } from 'vitest'
import { basePathOf, inSite, nameInSite, siteUrl, underBase } from './base-path.ts'

afterEach(() => {
  vi.unstubAllEnvs()
  vi.unstubAllGlobals()
  vi.resetModules()
})

test.each([
  [undefined, ''],
  ['https://example.org', ''],
  ['https://example.org/', ''],
  ['https://example.org/drop', '/drop'],
  ['https://example.org/a/b/', '/a/b'],
])('the base path of %s is "%s"', (url, path) => {
  expect(basePathOf(url)).toBe(path)
})

test.each([
  ['', '/', '/'],
  ['', '/d?x', '/d?x'],
  ['/drop', '/drop', '/drop'],
  ['/drop', '/drop/', '/drop'],
  ['/drop', '/drop/d', '/drop/d'],
  ['/drop', '/drop/api/v1/config?a=/b', '/drop/api/v1/config?a=/b'],
  ['/drop', '/', '/drop'],
  ['/drop', '/?x', '/drop?x'],
  ['/drop', '/api/health/live', '/drop/api/health/live'],
  ['/drop', '/dropped', '/drop/dropped'],
  ['/drop', '/d?from=/drop/', '/drop/d?from=/drop/'],
])('under "%s", %s is answered as %s', (base, url, answered) => {
  expect(underBase(base, url)).toBe(answered)
})

test('at the root of a host nothing is added', () => {
  vi.stubGlobal('location', { origin: 'https://example.org' })
  expect([inSite('/d'), siteUrl(), nameInSite('snowdrop')]).toEqual(['/d', 'https://example.org', 'snowdrop'])
})

test('a page that was built for a path knows it', async () => {
  vi.stubEnv('SNOWDROP_BASE_PATH', '/a/b')
  vi.stubGlobal('location', { origin: 'https://example.org' })
  const built = await import('./base-path.ts')
  expect([built.inSite('/d'), built.siteUrl(), built.nameInSite('snowdrop')]).toEqual([
    '/a/b/d',
    'https://example.org/a/b',
    'snowdrop a b',
  ])
})
