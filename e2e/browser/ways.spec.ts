import { mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserContext, Page } from '@playwright/test'
import { firefox as withPreferences } from '../browsers.ts'
import { type CutProxy, startCutProxy } from '../servers/cut-proxy.ts'
import { mountSmallDisk } from '../servers/small-disk.ts'
import { expect, MiB, open, send, sha256, test, writeRandomFile } from './fixtures.ts'

test.setTimeout(300_000)

/**
 * A browser as the project has it, that saves into a folder of ours: WebDriver BiDi tells nothing of downloads that a
 * page hands over by a link with a `download` name, and only what lies in the folder counts.
 */
const withFolder = test.extend<{ folder: string; window: BrowserContext }>({
  folder: async ({ scratch }, use) => use(join(scratch, 'downloads')),
  window: async ({ playwright, browserName, channel, launchOptions, folder }, use) => {
    mkdirSync(folder)
    const options = { ...launchOptions, ...(channel !== undefined && { channel }), downloadsPath: folder }
    const browser = await playwright[browserName].launch(options)
    await use(await browser.newContext({ acceptDownloads: true, locale: 'en-GB' }))
    await browser.close()
  },
})

/** Takes what is open, and waits until the browser has saved it whole below its own name. */
async function takeInto(page: Page, folder: string, name: string, expected: string): Promise<void> {
  await download(page).click()
  await expect(page.getByRole('heading', { name: 'Received.' })).toBeVisible({ timeout: 60_000 })
  await expect.poll(() => findFile(folder, name)).not.toBeNull()
  await expect.poll(() => sha256(findFile(folder, name) ?? '').catch(() => null)).toBe(expected)
}

/** Playwright keeps downloads in a folder of each browser's own. */
function findFile(folder: string, name: string): string | null {
  const [found] = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.name === name)
  return found === undefined ? null : join(found.parentPath, found.name)
}

const download = (page: Page) => page.getByRole('button', { name: /^download/i })

/** Names of the files that wait in the private file system to be saved. */
function gathered(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const root = await navigator.storage.getDirectory()
    const folder = await root.getDirectoryHandle('gathered', { create: true })
    const names: string[] = []
    for await (const name of folder.keys()) names.push(name)
    return names
  })
}

/** Sends a file through a line that can be cut, and opens its link. */
async function sendAndOpen(page: Page, line: CutProxy, file: string, bytes: number): Promise<string> {
  await writeRandomFile(file, bytes)
  const link = await send(page, { files: [file], downloads: '2' }, line.url)
  await open(page, link)
  return link
}

withFolder(
  'without a service worker a file is gathered on the disk, and nothing of it stays',
  { tag: '@gathered' },
  async ({ window, folder, scratch, app }) => {
    const page = await window.newPage()
    const line = await startCutProxy(app.url)
    const file = join(scratch, 'gathered.bin')
    const link = await sendAndOpen(page, line, file, 60 * MiB)
    await expect(page.getByText('This browser gathers it on the disk first')).toBeVisible()

    // A page that is closed in the middle, as by a crash.
    line.cutAfter(20 * MiB, 'down', true)
    await download(page).click()
    await expect.poll(() => line.isCut()).toBe(true)
    expect(await gathered(page)).toHaveLength(1)
    line.mend()
    const other = await window.newPage()
    await page.close({ runBeforeUnload: false })
    await expect(async () => {
      await open(other, link)
      expect(await gathered(other)).toEqual([])
    }).toPass()

    // A line that is cut for a while.
    line.cutAfter(20 * MiB, 'down')
    await takeInto(other, folder, 'gathered.bin', await sha256(file))
    await expect(other.getByText(/your browser is saving it as/i)).toBeVisible()
    expect(await gathered(other)).toHaveLength(1)

    // The next page removes what the one before had to leave.
    const last = await window.newPage()
    await other.close({ runBeforeUnload: false })
    await expect(async () => {
      await last.goto(`${line.url}/d`)
      expect(await gathered(last)).toEqual([])
    }).toPass()
    await line.close()
  },
)

withFolder(
  'what is given up while it is gathered is removed at once',
  { tag: '@gathered' },
  async ({ window, folder, scratch, app }) => {
    const page = await window.newPage()
    const line = await startCutProxy(app.url)
    await sendAndOpen(page, line, join(scratch, 'given-up.bin'), 60 * MiB)
    line.cutAfter(20 * MiB, 'down', true)
    await download(page).click()
    await expect.poll(() => line.isCut()).toBe(true)
    await page.getByRole('button', { name: /^cancel/i }).click()
    await expect(page.getByRole('heading', { name: 'Cancelled' })).toBeVisible()
    await expect.poll(() => gathered(page)).toEqual([])
    expect(findFile(folder, 'given-up.bin')).toBeNull()
    await line.close()
  },
)

withFolder(
  'where nothing else is allowed a file is gathered in memory',
  { tag: '@memory' },
  async ({ window, folder, scratch, app }) => {
    const page = await window.newPage()
    const line = await startCutProxy(app.url)
    const file = join(scratch, 'remembered.bin')
    await sendAndOpen(page, line, file, 40 * MiB)
    await expect(page.getByText('This browser gathers it in memory first')).toBeVisible()
    line.cutAfter(20 * MiB, 'down')
    await takeInto(page, folder, 'remembered.bin', await sha256(file))
    await line.close()
  },
)

test('a disk that is full ends a download as failed, and the page says what to do', { tag: '@browsers' }, async ({
  playwright,
  browserName,
  channel,
  launchOptions,
  scratch,
  app,
}) => {
  const disk = mountSmallDisk(24)
  const browser = await playwright[browserName].launch({
    ...launchOptions,
    ...(channel !== undefined && { channel }),
    downloadsPath: disk.path,
  })
  const line = await startCutProxy(app.url)
  try {
    const page = await browser.newPage({ acceptDownloads: true, locale: 'en-GB' })
    await sendAndOpen(page, line, join(scratch, 'too-much.bin'), 60 * MiB)
    const begun = page.waitForEvent('download')
    await download(page).click()
    expect(await (await begun).failure()).not.toBeNull()
    await expect(page.getByRole('heading', { name: /could not be saved|stopped saving/i })).toBeVisible()
    await expect(page.getByText(/room on the disk/i)).toBeVisible()
    // Firefox holds a name with an empty file, and forgets to remove it.
    const left = findFile(disk.path, 'too-much.bin')
    expect(left === null ? 0 : statSync(left).size).toBe(0)
  } finally {
    await browser.close()
    disk.remove()
    await line.close()
  }
})

test('a service worker that is killed in the middle leaves no file that looks whole', async ({
  page,
  scratch,
  app,
}) => {
  const line = await startCutProxy(app.url)
  await sendAndOpen(page, line, join(scratch, 'killed.bin'), 100 * MiB)
  line.stallAfter(30 * MiB)
  const begun = page.waitForEvent('download')
  await download(page).click()
  const broken = await begun
  await expect.poll(() => line.isStalled()).toBe(true)
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('ServiceWorker.enable')
  await cdp.send('ServiceWorker.stopAllWorkers')
  expect(await broken.failure()).not.toBeNull()
  await expect(page.getByRole('heading', { name: /could not be saved|stopped saving/i })).toBeVisible({
    timeout: 40_000,
  })
  await expect(page.getByText(/room on the disk|there is room/i)).toBeVisible()
  line.mend()
  await line.close()
})

test('where Firefox ends the service worker nevertheless, the page does not call the file saved', {
  tag: '@firefox',
}, async ({ playwright, scratch, app }) => {
  // Nobody can end a worker of Firefox from outside: so it ends idle ones after a second instead of thirty, and the
  // line is silent for longer.
  const { channel, launchOptions } = withPreferences({
    'dom.serviceWorkers.idle_timeout': 1000,
    'dom.serviceWorkers.idle_extended_timeout': 1000,
  })
  const browser = await playwright.firefox.launch({ channel, ...launchOptions })
  const page = await browser.newPage({ acceptDownloads: true, locale: 'en-GB' })
  const line = await startCutProxy(app.url)
  await sendAndOpen(page, line, join(scratch, 'ended.bin'), 60 * MiB)
  line.stallAfter(20 * MiB)
  await download(page).click()
  await expect.poll(() => line.isStalled()).toBe(true)
  await expect(page.getByRole('heading', { name: 'The file could not be saved' })).toBeVisible({ timeout: 60_000 })
  await expect(page.getByText(/delete the incomplete file/i)).toBeVisible()
  line.mend()
  await browser.close()
  await line.close()
})

test('a file goes where it is chosen to, where there is no service worker and a dialog', async ({
  browser,
  scratch,
  app,
}) => {
  const context = await browser.newContext({ serviceWorkers: 'block' })
  const page = await context.newPage()
  // The dialog is the system's and cannot be driven: what it answers is a real file of the browser's, with the same
  // writer.
  await page.addInitScript(() => {
    Object.assign(window, {
      showSaveFilePicker: async ({ suggestedName }: { suggestedName: string }) =>
        (await navigator.storage.getDirectory()).getFileHandle(suggestedName, { create: true }),
    })
  })
  const chosen = () =>
    page.evaluate(async () => {
      const names: string[] = []
      for await (const name of (await navigator.storage.getDirectory()).keys()) names.push(name)
      return names
    })
  const line = await startCutProxy(app.url)
  const file = join(scratch, 'chosen.bin')
  await sendAndOpen(page, line, file, 40 * MiB)
  await expect(page.getByText('Your browser will ask where to save it')).toBeVisible()
  line.cutAfter(10 * MiB, 'down', true)
  await download(page).click()
  await expect.poll(() => line.isCut()).toBe(true)
  await page.getByRole('button', { name: /^cancel/i }).click()
  await expect(page.getByRole('heading', { name: 'Cancelled' })).toBeVisible()
  await expect.poll(chosen).not.toContain('chosen.bin')
  line.mend()
  await page.getByRole('button', { name: /^download/i }).click()
  await expect(page.getByRole('heading', { name: 'Saved.' })).toBeVisible({ timeout: 30_000 })
  const digest = await page.evaluate(async () => {
    const root = await navigator.storage.getDirectory()
    const bytes = await (await (await root.getFileHandle('chosen.bin')).getFile()).arrayBuffer()
    const hash = await crypto.subtle.digest('SHA-256', bytes)
    return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  })
  expect(digest).toBe(await sha256(file))
  await context.close()
  await line.close()
})
