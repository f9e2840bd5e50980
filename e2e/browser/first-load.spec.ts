import { gzipSync } from 'node:zlib'
import type { Page } from '@playwright/test'
import { choose, expect, send, test, writeRandomFile } from './fixtures.ts'

/**
 * What a page may load by itself, gzip, in bytes: what its HTML names, and all that it asks for before anybody touches
 * it. As `scripts/size-budgets.ts`.
 */
const MOST = 170_000

/** Gzipped bytes of every script of the site that a page has loaded from now on, workers' included. */
function weighScripts(page: Page, origin: string): () => Promise<{ readonly files: number; readonly bytes: number }> {
  const scripts = new Map<string, number>()
  const read: Promise<void>[] = []
  page.on('response', (response) => {
    const url = new URL(response.url())
    if (url.origin !== origin || !url.pathname.endsWith('.js')) return
    read.push(response.body().then((body) => void scripts.set(url.pathname, gzipSync(body).length)))
  })
  return async () => {
    await page.waitForLoadState('networkidle')
    // The app's worker is installed a second after a page began.
    await page.waitForTimeout(1500)
    await page.waitForLoadState('networkidle')
    await Promise.all(read)
    return { files: scripts.size, bytes: [...scripts.values()].reduce((sum, bytes) => sum + bytes, 0) }
  }
}

function note(what: string, { files, bytes }: { readonly files: number; readonly bytes: number }): void {
  test
    .info()
    .annotations.push({ type: 'script', description: `${what}: ${(bytes / 1000).toFixed(1)} kB, ${files} files` })
}

for (const path of ['/', '/d']) {
  test(`${path} loads no more script than it has a budget for, before anybody touches it`, async ({ page, app }) => {
    const weigh = weighScripts(page, app.url)
    await page.goto(path)
    const loaded = await weigh()
    note(path, loaded)
    expect(loaded.files).toBeGreaterThan(5)
    expect(loaded.bytes).toBeLessThanOrEqual(MOST)
  })
}

test('a link is opened within the same budget, and what takes the drop comes with the first sign of interest', async ({
  page,
  browser,
  app,
  scratch,
}) => {
  const file = `${scratch}/a.bin`
  await writeRandomFile(file, 1000)
  const sender = await browser.newPage({ baseURL: app.url })
  const link = await send(sender, { files: [file] })
  await sender.close()
  const weigh = weighScripts(page, app.url)
  await page.goto(link)
  const download = page.getByRole('button', { name: /^download/i })
  await expect(download).toBeVisible()
  const looked = await weigh()
  note('/d with a link', looked)
  expect(looked.bytes).toBeLessThanOrEqual(MOST)
  await download.hover()
  const interested = await weigh()
  note('/d, pointed at', interested)
  expect(interested.bytes).toBeGreaterThan(looked.bytes)
})

test('what sends comes with the first sign of interest', async ({ page, app, scratch }) => {
  const file = `${scratch}/a.bin`
  await writeRandomFile(file, 1000)
  const weigh = weighScripts(page, app.url)
  await page.goto('/')
  const before = await weigh()
  await page.getByRole('button', { name: /choose files/i }).hover()
  const interested = await weigh()
  note('/, pointed at', interested)
  expect(interested.bytes).toBeGreaterThan(before.bytes)
  await choose(page, { files: [file] })
  note('/, a file chosen', await weigh())
})
