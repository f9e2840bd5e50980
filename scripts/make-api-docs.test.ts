import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { routes } from './api-docs/routes.ts'
import { renderApiDocs } from './make-api-docs.ts'

test('docs/api.md is what `node scripts/make-api-docs.ts` writes', () => {
  expect(readFileSync('docs/api.md', 'utf8')).toBe(renderApiDocs())
})

test('the page tells of every route there is, with the token it reads, and of no other', () => {
  const files = readdirSync('app/api/v1', { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('route.ts'),
  )
  const served = files.flatMap((file) => {
    const path = `/${dirname(file)
      .replaceAll('\\', '/')
      .replaceAll(/\[(\w+)\]/g, ':$1')}`
    const source = readFileSync(join('app/api/v1', file), 'utf8')
    const handlers = source.split(/^export const (?=GET|POST|PATCH|PUT|DELETE)/m).slice(1)
    return handlers.map((handler) => ({
      call: `${/^\w+/.exec(handler)?.[0]} ${path}`,
      token: /read(Token|Ticket)\(/.test(handler),
      body: handler.includes('readBody('),
    }))
  })
  const told = routes.map(({ method, path, token, request }) => ({
    call: `${method} ${path}`,
    token: token !== null,
    body: request !== null,
  }))
  const byCall = (a: { call: string }, b: { call: string }) => a.call.localeCompare(b.call)
  expect(told.toSorted(byCall)).toEqual(served.toSorted(byCall))
})
