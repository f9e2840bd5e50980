import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { BrowserContext, Request } from '@playwright/test'
import { expect, MiB, open, receive, send, test, writeRandomFile } from './fixtures.ts'

/** Each answer takes so long, in ms, that what is asked one after another stands apart from what is asked at once. */
const ANSWER_MS = 500

interface Asked {
  readonly url: string
  readonly from: number
  until: number
}

/** Every request of a context from now on, with when it was sent and answered. */
async function watch(context: BrowserContext): Promise<Asked[]> {
  const asked = new Map<Request, Asked>()
  const all: Asked[] = []
  await context.route('**/*', async (route) => {
    await sleep(ANSWER_MS)
    await route.continue()
  })
  context.on('request', (request) => {
    const each = { url: request.url(), from: performance.now(), until: Infinity }
    asked.set(request, each)
    all.push(each)
  })
  const over = (request: Request) => {
    const each = asked.get(request)
    if (each !== undefined) each.until = performance.now()
  }
  context.on('requestfinished', over)
  context.on('requestfailed', over)
  return all
}

/**
 * The requests that had to be answered one after another before `last` could be, itself included: the longest such row.
 */
function rowBefore(all: readonly Asked[], last: Asked): readonly Asked[] {
  const before = all.filter(({ until }) => until <= last.from).map((each) => rowBefore(all, each))
  const longest = before.reduce<readonly Asked[]>((most, row) => (row.length > most.length ? row : most), [])
  return [...longest, last]
}

test('the first bytes of a first visit come with the second answer after the click', async ({
  page,
  browser,
  scratch,
  baseURL,
}) => {
  const file = join(scratch, 'near.bin')
  await writeRandomFile(file, MiB)
  const link = await send(page, { files: [file] })
  const context = await browser.newContext({ baseURL: baseURL ?? '', acceptDownloads: true })
  const visitor = await context.newPage()
  await open(visitor, link)
  // What takes a drop comes while somebody points at the button.
  const all = await watch(context)
  const worker = visitor.waitForEvent('worker')
  await visitor.getByRole('button', { name: /^download/i }).hover()
  await (await worker).evaluate(() => true)
  const quietFor = (ms: number) => all.every(({ until }) => until + ms < performance.now())
  await expect.poll(() => quietFor(1000)).toBe(true)
  const clicked = performance.now()
  await receive(visitor, scratch)
  const first = all.find(({ url }) => url.includes('/blobs/'))
  if (first === undefined) throw new Error('no bytes were asked for')
  const after = all.filter(({ from }) => from > clicked)
  const row = rowBefore(after, first).map(({ url }) => new URL(url).pathname)
  expect(row.length, row.join(', then ')).toBe(2)
  // What watches does see.
  expect(after.some(({ url, until }) => url.endsWith('/leases') && until <= first.from)).toBe(true)
  await context.close()
})
