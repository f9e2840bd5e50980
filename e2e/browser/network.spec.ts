import { join } from 'node:path'
import { startCutProxy } from '../servers/cut-proxy.ts'
import { choose, expect, MiB, open, receive, send, sha256, test, writeRandomFile } from './fixtures.ts'
import { hurryClocks } from './hurried-clock.ts'

test('an upload survives a broken connection and a lost network', { tag: '@browsers' }, async ({
  page,
  scratch,
  app,
}) => {
  const proxy = await startCutProxy(app.url)
  const file = join(scratch, 'up.bin')
  await writeRandomFile(file, 100 * MiB)
  proxy.cutAfter(40 * MiB, 'up')
  const link = await send(page, { files: [file] }, proxy.url)
  await open(page, link)
  const received = await receive(page, scratch)
  expect(await sha256(received.path)).toBe(await sha256(file))
  await proxy.close()
})

test('a long outage pauses the upload, and a retry loses nothing', async ({ page, scratch, app }) => {
  test.setTimeout(240_000)
  // It is said after a minute: a quarter of one here, in which a slow machine sends a part all the same.
  await hurryClocks(page.context(), 4)
  const proxy = await startCutProxy(app.url)
  const file = join(scratch, 'paused.bin')
  await writeRandomFile(file, 60 * MiB)
  await page.goto(proxy.url)
  proxy.cutAfter(10 * MiB, 'up')
  await choose(page, { files: [file] })
  await page.getByRole('button', { name: /create link/i }).click()
  proxy.cut()
  await expect(page.getByRole('button', { name: /try again|retry|go on|continue/i })).toBeVisible({ timeout: 120_000 })
  proxy.mend()
  await page.getByRole('button', { name: /try again|retry|go on|continue/i }).click()
  const field = page.getByRole('textbox', { name: /link/i })
  await expect(field).toHaveValue(/#/, { timeout: 90_000 })
  await open(page, await field.inputValue())
  const received = await receive(page, scratch)
  expect(await sha256(received.path)).toBe(await sha256(file))
  await proxy.close()
})

test('a download goes on after its connection broke, within the same lease', { tag: '@browsers' }, async ({
  page,
  scratch,
  app,
}) => {
  const proxy = await startCutProxy(app.url)
  const file = join(scratch, 'down.bin')
  await writeRandomFile(file, 100 * MiB)
  await open(page, await send(page, { files: [file] }, proxy.url))
  proxy.cutAfter(45 * MiB, 'down')
  const received = await receive(page, scratch)
  expect(await sha256(received.path)).toBe(await sha256(file))
  await proxy.close()
})

test('a cancelled upload leaves nothing behind', async ({ page, scratch, stored }) => {
  const before = await stored()
  const file = join(scratch, 'cancelled.bin')
  await writeRandomFile(file, 80 * MiB)
  await page.goto('/')
  await choose(page, { files: [file] })
  await page.getByRole('button', { name: /^cancel/i }).click()
  await expect(page.getByRole('button', { name: /choose files/i })).toBeVisible()
  await expect.poll(async () => (await stored()).filter((part) => !before.includes(part))).toEqual([])
})

test('a cancelled download is given back and leaves no finished file', { tag: '@browsers' }, async ({
  page,
  scratch,
  app,
}) => {
  const proxy = await startCutProxy(app.url)
  const file = join(scratch, 'given-back.bin')
  await writeRandomFile(file, 200 * MiB)
  const link = await send(page, { files: [file] }, proxy.url)
  await open(page, link)
  // The line breaks early and stays dead, so that only the first window was granted.
  proxy.cutAfter(8 * MiB, 'down')
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: /^download/i }).click()
  const begun = await download
  await page.getByRole('button', { name: /^cancel/i }).click()
  expect(await begun.failure()).not.toBeNull()
  await open(page, link)
  await expect(page.getByText(/\b1 download left/)).toBeVisible()
  await proxy.close()
})
