import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { expect, test, vi } from 'vitest'
import { choosePage, pageRequest } from './page-request.ts'

const pathOf = (url: string, accept?: string) => pageRequest(url, accept)?.path

test.each([
  [undefined, '/en/d'],
  ['', '/en/d'],
  ['de', '/de/d'],
  ['de-AT,en;q=0.5', '/de/d'],
  ['en-US,de;q=0.9', '/en/d'],
  ['en;q=0.3, de;q=0.8', '/de/d'],
  ['tlh, de;q=0.1', '/de/d'],
  ['tlh', '/en/d'],
  ['*', '/en/d'],
  ['de;q=0', '/en/d'],
  ['x_y, -, d, de', '/de/d'],
  [Array.from({ length: 5000 }, (_, n) => `x${n}-de`).join(','), '/en/d'],
])('who prefers %s reads %s', (accept, path) => {
  expect(pathOf('/d', accept)).toBe(path)
})

test('a header of thousands of languages is not read to its end', () => {
  const reads = vi.spyOn(Intl, 'getCanonicalLocales')
  const tags = Array.from({ length: 2000 }, (_, n) => `x${String.fromCharCode(97 + (n % 26))}-A${n % 10}`)
  expect(pathOf('/d', ['de', ...tags].join(','))).toBe('/de/d')
  expect(reads.mock.calls.length).toBeLessThan(100)
  reads.mockRestore()
})

test.each([
  ['/d?lang=de', '/de/d'],
  ['/?lang=de', '/de'],
  ['/?a=1&lang=en', '/en'],
  ['/d?lang=xx', '/en/d'],
  ['/d?lang=../de', '/en/d'],
  ['/d?lang=', '/en/d'],
])('%s asks for a language itself', (url, path) => {
  expect(pathOf(url, 'en')).toBe(path)
})

test('asking outweighs preferring', () => {
  expect(pathOf('/d?lang=en', 'de')).toBe('/en/d')
})

test.each([
  ['', '/de'],
  ['/', '/de'],
  ['/sent', '/de/sent'],
  ['/about?x', '/de/about'],
  ['/nothing', '/de/missing'],
  // A language is no address of its own.
  ['/de', '/de/missing'],
  ['/de/d', '/de/missing'],
  ['/missing', '/de/missing'],
  ['/api', '/de/missing'],
])('%s is the page %s', (url, path) => {
  expect(pageRequest(url, 'de')).toEqual({ locale: 'de', path, missing: path === '/de/missing' })
})

test.each([
  '/api/v1/config',
  '/blobs/AAAA',
  '/look/frame',
  '/_next/webpack-hmr',
  '/__nextjs_font/x',
  '/icon.svg',
  '/download-worker.js',
  '/no-such.png',
  '/d/',
  '//d',
])('%s is no page', (url) => {
  expect(pageRequest(url, 'de')).toBeNull()
})

function ask(url: string, basePath = '') {
  const request = Object.assign(new IncomingMessage(new Socket()), { url, headers: { 'accept-language': 'de' } })
  const response = new ServerResponse(request)
  const path = choosePage(request, response, basePath)
  response.setHeader('vary', 'rsc')
  response.setHeader('cache-control', 's-maxage=31536000')
  response.writeHead(200)
  return { path, url: request.url, status: response.statusCode, headers: response.getHeaders() }
}

test('the rest of an address stays, and caches are told what the answer depends on', () => {
  const headers = { vary: ['rsc', 'accept-language'], 'content-language': 'de', 'cache-control': 'no-cache' }
  expect(ask('/d?_rsc=1')).toEqual({ path: '/de/d', url: '/de/d?_rsc=1', status: 200, headers })
  expect(ask('/drop', '/drop')).toEqual({ path: '/de', url: '/drop/de', status: 200, headers })
  expect(ask('/drop/nothing', '/drop')).toMatchObject({ path: '/de/missing', url: '/drop/de/missing', status: 404 })
})

test('a cache asks anew for each page, and keeps none that says that there is none', () => {
  expect(ask('/about').headers['cache-control']).toBe('no-cache')
  expect(ask('/nothing').headers['cache-control']).toBe('no-store')
})

test('what is no page is left alone', () => {
  const answer = ask('/drop/api/v1/config?x', '/drop')
  expect(answer).toEqual({
    path: '/api/v1/config',
    url: '/drop/api/v1/config?x',
    status: 200,
    headers: { vary: 'rsc', 'cache-control': 's-maxage=31536000' },
  })
})
