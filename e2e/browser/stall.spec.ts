import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import type { AppServer } from '../servers/app-server.ts'
import { type CutProxy, startCutProxy } from '../servers/cut-proxy.ts'
import { choose, expect, MiB, open, receive, send, sha256, test, writeRandomFile } from './fixtures.ts'
import { hurryClocks } from './hurried-clock.ts'

/**
 * Minutes pass in seconds: a silent stream is given up after one second instead of 20, and what fails is told after
 * three more instead of 60.
 */
const TIMES = 20

const said = (page: Page) => page.getByRole('main')

/** A file of `bytes`, a line that can fall silent, and a page whose clocks hurry. */
async function prepare(page: Page, app: AppServer, path: string, bytes: number): Promise<CutProxy> {
  await hurryClocks(page.context(), TIMES)
  await writeRandomFile(path, bytes)
  return startCutProxy(app.url)
}

/** Begins a download of `path` whose line falls silent in the middle, and waits until the page says what to do about it. */
async function beginAndStall(page: Page, app: AppServer, path: string) {
  const line = await prepare(page, app, path, 60 * MiB)
  const link = await send(page, { files: [path], downloads: '1' }, line.url)
  await open(page, link)
  line.stallAfter(25 * MiB)
  const begun = page.waitForEvent('download')
  await page.getByRole('button', { name: /^download/i }).click()
  const file = await begun
  await expect.poll(() => line.isStalled()).toBe(true)
  await expect(said(page)).toContainText(/cannot be reached. Check your connection/)
  await expect(said(page)).toContainText(/continue where it stopped/)
  return { file, line }
}

test('a download whose line is silent for minutes says what to do, and goes on when it speaks again', async ({
  page,
  scratch,
  app,
}) => {
  const path = join(scratch, 'silent.bin')
  const { file, line } = await beginAndStall(page, app, path)
  line.mend()
  await page.getByRole('button', { name: /try again/i }).click()
  const whole = join(scratch, 'whole.bin')
  await file.saveAs(whole)
  await expect(page.getByRole('heading', { name: /saved/i })).toBeVisible()
  expect(await sha256(whole)).toBe(await sha256(path))
  await line.close()
})

test('a download whose line stays silent is never called whole, and leaves no finished file', async ({
  page,
  scratch,
  app,
}) => {
  const { file, line } = await beginAndStall(page, app, join(scratch, 'silenced.bin'))
  // Ten minutes more: it tries again and again, and says the same.
  await page.waitForTimeout((10 * 60_000) / TIMES)
  await expect(said(page)).toContainText(/cannot be reached. Check your connection/)
  await expect(page.getByRole('heading', { name: /saved|received/i })).toHaveCount(0)
  await page.getByRole('button', { name: /^cancel/i }).click()
  expect(await file.failure()).not.toBeNull()
  expect(existsSync(await file.path().catch(() => ''))).toBe(false)
  await line.close()
})

test('an upload whose line is silent for minutes says what to do, and goes on when it speaks again', async ({
  page,
  scratch,
  app,
}) => {
  const path = join(scratch, 'unheard.bin')
  // One part, that is given up after a minute and two more for its length.
  const line = await prepare(page, app, path, 2 * MiB)
  await page.goto(line.url)
  line.stallAfter(MiB, 'up')
  await choose(page, { files: [path] })
  await page.getByRole('button', { name: /create link/i }).click()
  await expect.poll(() => line.isStalled()).toBe(true)
  await expect(said(page)).toContainText(/cannot be reached. Check your connection/)
  const field = page.getByRole('textbox', { name: /link/i })
  await expect(field).toHaveCount(0)
  line.mend()
  await page.getByRole('button', { name: /try again/i }).click()
  await expect(field).toHaveValue(/#/)
  await open(page, await field.inputValue())
  expect(await sha256((await receive(page, scratch)).path)).toBe(await sha256(path))
  await line.close()
})
