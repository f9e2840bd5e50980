import { appendFileSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { choose, expect, MiB, open, receive, sha256, test, writeRandomFile } from './fixtures.ts'
import { countNotedParts } from './noted-parts.ts'

/** Where parts go, on either storage. */
const PARTS = /\/blobs\/|[?&]partNumber=/

/** Lets some parts of an upload through and holds the others until the answered function is called. */
async function holdAfter(page: Page, parts: number): Promise<() => Promise<void>> {
  let seen = 0
  await page.route(PARTS, async (route) => {
    if (route.request().method() === 'PUT' && (seen += 1) > parts) return // never answered, as by a network that stands still
    await route.continue()
  })
  return () => page.unroute(PARTS)
}

test.describe.configure({ timeout: 120_000 })

const cutOff = (page: Page) => page.getByRole('region', { name: 'Cut off' })

/** Begins an upload, and reloads the page when so many parts (of 16 MiB) are stored and noted. */
async function cut(page: Page, file: string, parts: number): Promise<void> {
  await page.goto('/')
  const release = await holdAfter(page, parts)
  await choose(page, { files: [file] })
  await expect(page.getByRole('progressbar')).toBeVisible()
  await expect.poll(() => page.evaluate(countNotedParts)).toBe(parts)
  await page.reload()
  await release()
  await expect(cutOff(page)).toBeVisible()
}

async function goOn(page: Page, file: string): Promise<void> {
  const chooser = page.waitForEvent('filechooser')
  await cutOff(page).getByRole('button', { name: 'Go on' }).click()
  await (await chooser).setFiles(file)
}

async function makeLink(page: Page): Promise<string> {
  await page.getByRole('button', { name: /create link/i }).click()
  const field = page.getByRole('textbox', { name: /link/i })
  await expect(field).toHaveValue(/\/d#[A-Za-z0-9_-]{24}$/, { timeout: 60_000 })
  return field.inputValue()
}

test('after a reload in the middle of an upload the same file goes on, and arrives whole', {
  tag: '@browsers',
}, async ({ page, scratch }) => {
  const file = join(scratch, 'film.bin')
  await writeRandomFile(file, 60 * MiB)
  await cut(page, file, 2)
  await expect(cutOff(page)).toContainText('film.bin')
  const puts: string[] = []
  page.on('request', (request) => {
    const { pathname, searchParams } = new URL(request.url())
    if (request.method() === 'PUT') puts.push(`${pathname} ${searchParams.get('partNumber') ?? ''}`)
  })
  await goOn(page, file)
  await expect(cutOff(page)).toBeHidden()
  const link = await makeLink(page)
  // Four parts, of which two were stored before.
  expect(new Set(puts).size).toBe(2)
  await page.goto('/')
  await expect(page.getByRole('button', { name: /choose files/i })).toBeVisible()
  await expect(cutOff(page)).toBeHidden()
  await open(page, link)
  const received = await receive(page, scratch)
  expect(await sha256(received.path)).toBe(await sha256(file))
})

test('a file that changed is refused, and nothing is lost by trying', async ({ page, scratch }) => {
  const file = join(scratch, 'draft.bin')
  await writeRandomFile(file, 20 * MiB)
  const before = new Date(1_700_000_000_000)
  utimesSync(file, before, before)
  await cut(page, file, 1)
  const other = join(scratch, 'other', 'draft.bin')
  await writeRandomFile(other, 20 * MiB)
  await goOn(page, other)
  await expect(page.getByRole('alert').filter({ hasText: /not the same/i })).toBeVisible()
  appendFileSync(other, 'more')
  utimesSync(other, before, before)
  await goOn(page, other)
  await expect(page.getByRole('alert').filter({ hasText: /not the same/i })).toBeVisible()
  await goOn(page, file)
  await open(page, await makeLink(page))
  const received = await receive(page, scratch)
  expect(await sha256(received.path)).toBe(await sha256(file))
})

test('of two tabs one goes on, and the other says where it is', async ({ page, scratch, context }) => {
  const file = join(scratch, 'twice.bin')
  await writeRandomFile(file, 20 * MiB)
  await cut(page, file, 1)
  const other = await context.newPage()
  await other.goto('/')
  await expect(cutOff(other).getByRole('button', { name: 'Go on' })).toBeVisible()
  const release = await holdAfter(page, 0)
  await goOn(page, file)
  await expect(cutOff(page)).toBeHidden()
  await goOn(other, file)
  await expect(cutOff(other)).toContainText(/another tab/i)
  await expect(cutOff(other).getByRole('button', { name: 'Go on' })).toBeHidden()
  await page.close()
  await release().catch(() => {})
  // The lock went with its tab.
  await other.reload()
  await goOn(other, file)
  await open(other, await makeLink(other))
  const received = await receive(other, scratch)
  expect(await sha256(received.path)).toBe(await sha256(file))
})

test('what is discarded is deleted on the server too', async ({ page, scratch, stored }) => {
  const before = await stored()
  const added = async () => (await stored()).filter((part) => !before.includes(part)).length
  const file = join(scratch, 'unwanted.bin')
  await writeRandomFile(file, 20 * MiB)
  await cut(page, file, 1)
  expect(await added()).toBe(1)
  await cutOff(page)
    .getByRole('button', { name: /^Discard/ })
    .click()
  await page.getByRole('button', { name: 'Yes, discard it' }).click()
  await expect(cutOff(page)).toBeHidden()
  await expect.poll(added).toBe(0)
  await page.reload()
  await expect(page.getByRole('button', { name: /choose files/i })).toBeVisible()
  await expect(cutOff(page)).toBeHidden()
})
