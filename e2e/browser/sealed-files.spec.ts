// Sealed parts lie in the origin's private files while they are on their way (lib/adapters/opfs/sealed-files.ts), where
// these are on a disk: in a window with a profile.
import { join } from 'node:path'
import type { BrowserContext, Page } from '@playwright/test'
import { type CutProxy, startCutProxy } from '../servers/cut-proxy.ts'
import { choose, expect, MiB, open, receive, sha256, test, writeRandomFile } from './fixtures.ts'

/** The folder of sealed parts: bytes of each, and all removed where that is asked. */
function sealedParts(page: Page, { remove = false } = {}): Promise<number[]> {
  return page.evaluate(async (isRemoved) => {
    const root = await navigator.storage.getDirectory()
    const folder = await root.getDirectoryHandle('sealed', { create: true })
    const sizes: number[] = []
    for await (const entry of folder.values()) {
      if (entry instanceof FileSystemFileHandle) sizes.push((await entry.getFile()).size)
      if (isRemoved) await folder.removeEntry(entry.name)
    }
    return sizes
  }, remove)
}

const link = (page: Page) => page.getByRole('textbox', { name: /link/i })

/** Sends 100 MiB over a line that breaks after 40. */
async function sendUntilCut(profile: BrowserContext, proxy: CutProxy, file: string): Promise<Page> {
  await writeRandomFile(file, 100 * MiB)
  const page = await profile.newPage()
  await page.goto(proxy.url)
  proxy.cutAfter(40 * MiB, 'up', true)
  await choose(page, { files: [file] })
  await expect.poll(() => proxy.isCut()).toBe(true)
  // What was being sealed is sealed.
  await expect.poll(async () => (await sealedParts(page)).filter((size) => size > 16 * MiB).length).toBeGreaterThan(1)
  return page
}

test.describe('sealed parts', () => {
  let proxy: CutProxy
  test.beforeEach(async ({ app }) => {
    test.setTimeout(240_000)
    proxy = await startCutProxy(app.url)
  })
  test.afterEach(() => proxy.close())

  async function finish(page: Page, scratch: string, file: string): Promise<void> {
    await page.getByRole('button', { name: /create link/i }).click()
    proxy.mend()
    // As browsers say it when the network is back: the next attempt would be some seconds away.
    await page.evaluate(() => dispatchEvent(new Event('online')))
    await expect(link(page)).toHaveValue(/\/d#/, { timeout: 90_000 })
    await expect.poll(() => sealedParts(page)).toEqual([])
    await open(page, await link(page).inputValue())
    expect(await sha256((await receive(page, scratch)).path)).toBe(await sha256(file))
  }

  test('lie in files until storage has them, over a line that breaks', async ({ profile, scratch }) => {
    const file = join(scratch, 'sealed.bin')
    await finish(await sendUntilCut(profile, proxy, file), scratch, file)
  })

  test('that somebody cleared are sealed again', async ({ profile, scratch }) => {
    const file = join(scratch, 'cleared.bin')
    const page = await sendUntilCut(profile, proxy, file)
    // While one is still being sealed, it is locked.
    await expect(() => sealedParts(page, { remove: true })).toPass()
    await finish(page, scratch, file)
  })

  test('that a closed page has left are removed when somebody sends again', async ({ profile, scratch }) => {
    const page = await sendUntilCut(profile, proxy, join(scratch, 'left.bin'))
    await page.close({ runBeforeUnload: false })
    proxy.mend()
    const next = await profile.newPage()
    await next.goto(`${proxy.url}/about`)
    expect((await sealedParts(next)).length).toBeGreaterThan(0)
    // What is unfinished is offered there, by the code that sends.
    await next.goto(proxy.url)
    await expect.poll(() => sealedParts(next)).toEqual([])
  })

  test('that find no room are sent from memory', async ({ profile, scratch }) => {
    const file = join(scratch, 'full.bin')
    await writeRandomFile(file, 50 * MiB)
    const page = await profile.newPage()
    await page.goto(proxy.url)
    const devtools = await profile.newCDPSession(page)
    await devtools.send('Storage.overrideQuotaForOrigin', { origin: proxy.url, quotaSize: 10 * MiB })
    const room = await page.evaluate(async (bytes) => {
      const root = await navigator.storage.getDirectory()
      const file = await (await root.getFileHandle('room', { create: true })).createWritable()
      return file
        .write(new Uint8Array(bytes))
        .then(() => 'enough')
        .catch((error: unknown) => (error instanceof DOMException ? error.name : 'other'))
    }, 16 * MiB)
    expect(room).toBe('QuotaExceededError')
    await choose(page, { files: [file] })
    await finish(page, scratch, file)
  })
})
