import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { findRoute, paramsOf, readKnownRoutes } from './known-routes.ts'

const known = readKnownRoutes(fileURLToPath(new URL('../..', import.meta.url)))
const nameOf = (path: string) => findRoute(known, path)?.name

test.each(known.map((route) => [route.segments.join('/'), route] as const))(
  '%s answers what is read of its file, by the same name',
  async (_, { file, methods, name, segments }) => {
    const exported = Object.keys((await import(pathToFileURL(file).href)) as object)
    const own = methods.filter((method) => method !== 'OPTIONS' && method !== 'HEAD')
    expect(own.toSorted()).toEqual(exported.filter((each) => /^[A-Z]+$/.test(each)).toSorted())
    expect(own).not.toEqual([])
    expect(methods.includes('HEAD')).toBe(own.includes('GET'))
    if (segments[1] === 'v1') expect(readFileSync(file, 'utf8')).toContain(`'${name}'`)
  },
)

test.each([
  ['/api/v1/config', 'config'],
  ['/api/v1/drops/x/links/y', 'drops/:id/links/:locator'],
  ['/api/health/live', 'health/live'],
  ['/api/instance/logo', 'instance/logo'],
  ['/api/instance/terms', 'instance/:link'],
  ['/blobs/x', 'blobs'],
  ['/blobs/x/parts/1', 'blobs'],
  ['/api/v1/links/%zz', 'links/:locator'],
])('%s is %s', (path, name) => {
  expect(nameOf(path)).toBe(name)
})

test.each([
  '/',
  '/api',
  '/api/',
  '/api/v1',
  '/api/v1/nothing',
  '/api/v1/config/',
  '/api/v1/config/more',
  '/api/v1/Config',
  '/api/v1/c%6Fnfig',
  '/api/v1/links/',
  '/api/v1/links/:locator/',
  '/config',
  '/manifest.webmanifest',
])('%s is none', (path) => {
  expect(nameOf(path)).toBeUndefined()
})

test('what may be anything is decoded, place by place', () => {
  const route = findRoute(known, '/api/v1/drops/a%2Fb/links/%41')
  expect(route && paramsOf(route, '/api/v1/drops/a%2Fb/links/%41')).toEqual({ id: 'a/b', locator: 'A' })
})

test('the routes are those of now', () => {
  const root = mkdtempSync(join(tmpdir(), 'snowdrop-routes-'))
  try {
    expect(readKnownRoutes(root)).toEqual([])
    mkdirSync(join(root, 'app/api/v1/new'), { recursive: true })
    writeFileSync(join(root, 'app/api/v1/new/route.ts'), 'export const PUT = 1\nexport async function GET() {}\n')
    expect(readKnownRoutes(root)).toMatchObject([{ name: 'new', methods: ['PUT', 'GET', 'HEAD', 'OPTIONS'] }])
  } finally {
    rmSync(root, { recursive: true })
  }
})
