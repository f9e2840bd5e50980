import { join } from 'node:path'
import type { Page, Request } from '@playwright/test'
import type { CutProxy } from '../servers/cut-proxy.ts'
import { choose, expect, MiB, open, receive, send, sha256, test, writeRandomFile } from './fixtures.ts'

/** The line to the bucket, which this project's instance has. */
function lineOf({ line }: { line: CutProxy | null }): CutProxy {
  if (line === null) throw new Error('these tests need a bucket')
  return line
}

/** Every request that carries bytes of a drop, from the page and its workers. */
function watch(page: Page): Request[] {
  const seen: Request[] = []
  page.context().on('request', (request) => {
    if (/[?&]X-Amz-Signature=|\/blobs\//.test(request.url())) seen.push(request)
  })
  return seen
}

const signed = (request: Request) => new URL(request.url()).searchParams.get('X-Amz-SignedHeaders')?.split(';')

test('the bytes go to the bucket and come from it, with what they are signed for', async ({
  page,
  scratch,
  instance,
}) => {
  const { url } = lineOf(instance)
  const file = join(scratch, 'straight.bin')
  await writeRandomFile(file, 40 * MiB)
  const seen = watch(page)
  await open(page, await send(page, { files: [file] }))
  const received = await receive(page, scratch)
  expect(await sha256(received.path)).toBe(await sha256(file))
  expect(new Set(seen.map((request) => new URL(request.url()).origin))).toEqual(new Set([url]))
  const puts = seen.filter((request) => request.method() === 'PUT')
  expect(new Set(puts.map((request) => new URL(request.url()).searchParams.get('partNumber')))).toEqual(
    new Set(['1', '2', '3']),
  )
  for (const put of puts) expect(signed(put)).toContain('content-length')
  const gets = seen.filter((request) => request.method() === 'GET')
  expect(gets.length).toBeGreaterThan(0)
  for (const get of gets) expect(signed(get)).toContain('range')
})

test('a line to the bucket that breaks, up and down, costs nothing but time', async ({ page, scratch, instance }) => {
  const line = lineOf(instance)
  const file = join(scratch, 'broken.bin')
  await writeRandomFile(file, 80 * MiB)
  await page.goto('/')
  line.cutAfter(40 * MiB, 'up')
  await choose(page, { files: [file] })
  await page.getByRole('button', { name: /create link/i }).click()
  const field = page.getByRole('textbox', { name: /link/i })
  await expect(field).toHaveValue(/#/, { timeout: 90_000 })
  await open(page, await field.inputValue())
  line.cutAfter(30 * MiB, 'down')
  const received = await receive(page, scratch)
  expect(await sha256(received.path)).toBe(await sha256(file))
})
