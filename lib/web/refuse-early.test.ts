import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { refuseEarly } from './refuse-early.ts'

function ask(method: string, path: string) {
  const request = Object.assign(new IncomingMessage(new Socket()), { method, url: path })
  const response = new ServerResponse(request)
  const refused = refuseEarly(request, response, path)
  return { refused, status: response.statusCode, allow: response.getHeader('allow') }
}

test.each(['/', '/d', '/en/missing', '/look/frame.html', '/icon.svg', '/apis', ''])('%s is only read', (path) => {
  for (const method of ['GET', 'HEAD']) expect(ask(method, path).refused, method).toBe(false)
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'])
    expect(ask(method, path), method).toEqual({ refused: true, status: 405, allow: 'GET, HEAD' })
})

test.each(['/api/v1/drops', '/blobs/x/parts/1', '/_next/static/x.js', '/__nextjs_font/x'])(
  '%s knows its methods itself',
  (path) => {
    for (const method of ['GET', 'POST', 'PUT', 'DELETE']) expect(ask(method, path).refused, method).toBe(false)
    const allow = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS'
    for (const method of ['TRACE', 'PROPFIND']) expect(ask(method, path)).toEqual({ refused: true, status: 405, allow })
  },
)

test.each(['/api/v1/links/%c0%80', '/blobs/%', '/look/%zz.html'])('%s is no path', (path) => {
  expect(ask('GET', path)).toEqual({ refused: true, status: 400, allow: undefined })
})

test.each(['/api/v1/links/%41', '/look/%C3%BC.html'])('%s is one', (path) => {
  expect(ask('GET', path).refused).toBe(false)
})
