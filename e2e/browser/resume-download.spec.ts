import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { type CutProxy, startCutProxy } from '../servers/cut-proxy.ts'
import { expect, MiB, open, receive, send, sha256, test, writeRandomFile } from './fixtures.ts'

/** What the origin keeps of downloads, in bytes by name. */
function keptIn(page: Page): Promise<number[]> {
  return page.evaluate(async () => {
    const root = await navigator.storage.getDirectory()
    const folder = await root.getDirectoryHandle('downloads', { create: true })
    const sizes: number[] = []
    for await (const entry of folder.values())
      if (entry instanceof FileSystemFileHandle) sizes.push((await entry.getFile()).size)
    return sizes
  })
}

/** Begins a download whose line breaks after `bytes`, and loads the page again. */
async function breakAndReload(page: Page, proxy: CutProxy, bytes: number): Promise<void> {
  proxy.cutAfter(bytes, 'down', true)
  const begun = page.waitForEvent('download')
  await page.getByRole('button', { name: /^download/i }).click()
  const broken = await begun
  await expect.poll(() => proxy.isCut()).toBe(true)
  page.once('dialog', (dialog) => void dialog.accept())
  proxy.mend()
  await page.reload()
  expect(await broken.failure()).not.toBeNull()
}

/** Goes on with a download that is held. */
async function goOn(page: Page, path: string): Promise<void> {
  const begun = page.waitForEvent('download')
  await page.getByRole('button', { name: /^go on/i }).click()
  await (await begun).saveAs(path)
  await expect(page.getByRole('heading', { name: /saved|received|downloaded/i })).toBeVisible()
}

test('a reload in the middle of 70 MiB on a slow line goes on where it was, within the same lease', async ({
  scratch,
  app,
  profile,
}) => {
  test.setTimeout(300_000)
  const proxy = await startCutProxy(app.url)
  const file = join(scratch, 'long.bin')
  await writeRandomFile(file, 70 * MiB)
  const page = await profile.newPage()
  const link = await send(page, { files: [file], downloads: '1' }, proxy.url)
  await open(page, link)
  // The rest would take fourteen seconds.
  proxy.slowTo(3.5 * MiB)
  await breakAndReload(page, proxy, 21 * MiB)
  // By its words: where it fails, the report then says what the page says instead.
  await expect(page.getByRole('main')).toContainText(/Go on/)
  const [kept = 0] = await keptIn(page)
  expect(kept).toBeGreaterThan(16 * MiB)
  // Not enough for all of it.
  proxy.cutAfter(60 * MiB, 'down', true)
  await goOn(page, join(scratch, 'whole.bin'))
  expect(await sha256(join(scratch, 'whole.bin'))).toBe(await sha256(file))
  expect(await keptIn(page)).toEqual([])
  proxy.mend()
  await page.goto('about:blank')
  await page.goto(link)
  await expect(page.getByRole('heading', { name: /used/i })).toBeVisible()
  await proxy.close()
})

test('where nothing can be kept, a reload begins anew within the same lease', { tag: '@browsers' }, async ({
  page,
  scratch,
  app,
}) => {
  test.setTimeout(240_000)
  const proxy = await startCutProxy(app.url)
  const file = join(scratch, 'anew.bin')
  await writeRandomFile(file, 60 * MiB)
  const link = await send(page, { files: [file], downloads: '1' }, proxy.url)
  await open(page, link)
  await breakAndReload(page, proxy, 30 * MiB)
  const received = await receive(page, scratch)
  expect(await sha256(received.path)).toBe(await sha256(file))
  await proxy.close()
})

test('a network that is lost for a while does not end a download of some files', async ({ page, scratch, app }) => {
  const proxy = await startCutProxy(app.url)
  const files = ['one.bin', 'two.bin'].map((name) => join(scratch, name))
  for (const path of files) await writeRandomFile(path, 50 * MiB)
  const link = await send(page, { files }, proxy.url)
  await open(page, link)
  await page.getByRole('checkbox', { name: 'two.bin' }).check()
  proxy.cutAfter(20 * MiB, 'down', true)
  const begun = page.waitForEvent('download')
  await page.getByRole('button', { name: /^download 1 file/i }).click()
  await expect.poll(() => proxy.isCut()).toBe(true)
  proxy.mend()
  const path = join(scratch, 'two-received.bin')
  await (await begun).saveAs(path)
  expect(await sha256(path)).toBe(await sha256(join(scratch, 'two.bin')))
  await proxy.close()
})

test('a download that is held after a reload can be given back', async ({ page, scratch, app, browser }) => {
  test.setTimeout(240_000)
  const proxy = await startCutProxy(app.url)
  const file = join(scratch, 'back.bin')
  // 13 parts of 16 MiB: the first window is less than half of them, or the download would count.
  await writeRandomFile(file, 200 * MiB)
  const link = await send(page, { files: [file], downloads: '1' }, proxy.url)
  await open(page, link)
  await breakAndReload(page, proxy, 8 * MiB)
  const stranger = await (await browser.newContext()).newPage()
  await stranger.goto(link)
  await expect(stranger.getByText(/no downloads free/i)).toBeVisible()
  await page.getByRole('button', { name: /^(give|i have all)/i }).click()
  await open(stranger, link)
  await expect(stranger.getByText(/\b1 download left/)).toBeVisible()
  await stranger.context().close()
  await proxy.close()
})
