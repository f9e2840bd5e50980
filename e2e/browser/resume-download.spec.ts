import { mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import { type BrowserContext, chromium, type LaunchOptions, type Page } from '@playwright/test'
import { type CutProxy, startCutProxy } from '../servers/cut-proxy.ts'
import { expect, MiB, open, receive, send, sha256, test, writeRandomFile } from './fixtures.ts'

/** Memory, where a machine has enough of it: a download keeps nothing on a disk that would make it wait ([Note: Kept in memory]). */
function quickFolder(scratch: string): string {
  try {
    const { bavail, bsize } = statfsSync('/dev/shm')
    return bavail * bsize > 1024 * MiB ? '/dev/shm' : scratch
  } catch {
    return scratch
  }
}

/** A window that is not private: only there files of the origin lie on the disk. */
async function withProfile<T>(scratch: string, options: LaunchOptions, work: (context: BrowserContext) => Promise<T>) {
  const profile = mkdtempSync(join(quickFolder(scratch), 'snowdrop-profile-'))
  const folders = { acceptDownloads: true, downloadsPath: scratch, locale: 'en-GB' }
  const context = await chromium.launchPersistentContext(profile, { ...options, ...folders })
  try {
    return await work(context)
  } finally {
    await context.close()
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  }
}

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

test('a reload in the middle of 100 MiB goes on where it was, within the same lease', async ({
  scratch,
  app,
  launchOptions,
}) => {
  test.setTimeout(180_000)
  const proxy = await startCutProxy(app.url)
  const file = join(scratch, 'long.bin')
  await writeRandomFile(file, 100 * MiB)
  await withProfile(scratch, launchOptions, async (context) => {
    const page = await context.newPage()
    const link = await send(page, { files: [file], downloads: '1' }, proxy.url)
    await open(page, link)
    await breakAndReload(page, proxy, 70 * MiB)
    // By its words: where it fails, the report then says what the page says instead.
    await expect(page.getByRole('main')).toContainText(/go on/i)
    const [kept = 0] = await keptIn(page)
    expect(kept).toBeGreaterThan(32 * MiB)
    // Not enough for all of it.
    proxy.cutAfter(80 * MiB, 'down', true)
    await goOn(page, join(scratch, 'whole.bin'))
    expect(await sha256(join(scratch, 'whole.bin'))).toBe(await sha256(file))
    expect(await keptIn(page)).toEqual([])
    proxy.mend()
    await page.goto('about:blank')
    await page.goto(link)
    await expect(page.getByRole('heading', { name: /used/i })).toBeVisible()
  })
  await proxy.close()
})

test('where nothing can be kept, a reload begins anew within the same lease', { tag: '@browsers' }, async ({
  page,
  scratch,
  app,
}) => {
  test.setTimeout(120_000)
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
  test.setTimeout(120_000)
  const proxy = await startCutProxy(app.url)
  const file = join(scratch, 'back.bin')
  // 13 parts of 16 MiB: the first window is less than half of them, or the download would count.
  await writeRandomFile(file, 200 * MiB)
  const link = await send(page, { files: [file], downloads: '1' }, proxy.url)
  await open(page, link)
  await breakAndReload(page, proxy, 8 * MiB)
  const stranger = await (await browser.newContext()).newPage()
  await stranger.goto(link)
  await expect(stranger.getByText(/no download free/i)).toBeVisible()
  await page.getByRole('button', { name: /^(give|i have all)/i }).click()
  await open(stranger, link)
  await expect(stranger.getByText(/\b1 download left/)).toBeVisible()
  await stranger.context().close()
  await proxy.close()
})
