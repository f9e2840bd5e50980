import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, send, test, writeRandomFile } from './fixtures.ts'

const german = { name: 'Empfangen' }
const language = (page: Page) => page.locator('html').getAttribute('lang')

async function choose(page: Page, from: string, to: string): Promise<void> {
  await page.getByRole('contentinfo').getByRole('button', { name: from }).click()
  await page.getByRole('link', { name: to, exact: true }).click()
}

test.describe('a browser that prefers German', () => {
  test.use({ locale: 'de-AT' })

  test('is answered in German, at the same addresses, and says so', async ({ page, request }) => {
    for (const path of ['/', '/d', '/sent', '/about', '/no-such-page']) {
      const answer = await page.goto(path)
      expect(answer?.status()).toBe(path === '/no-such-page' ? 404 : 200)
      expect(answer?.headers()).toMatchObject({ 'content-language': 'de' })
      expect(answer?.headers().vary?.toLowerCase()).toContain('accept-language')
      expect(await language(page)).toBe('de')
      await expect(page.getByRole('link', german)).toBeVisible()
      expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe(path)
    }
    expect((await request.get('/de/d')).status()).toBe(404)
  })

  test('who prefers another sees English', async ({ page, browser, app }) => {
    const context = await browser.newContext({ locale: 'tlh', baseURL: app.url })
    const other = await context.newPage()
    await other.goto('/')
    expect(await language(other)).toBe('en')
    await context.close()
    await page.goto('/')
    expect(await language(page)).toBe('de')
  })
})

test('a chosen language keeps the drop open, is remembered, and nothing else is @browsers', async ({
  page,
  scratch,
  context,
}) => {
  const asked: string[] = []
  context.on('request', (request) => asked.push(request.url()))
  const file = join(scratch, 'one.bin')
  await writeRandomFile(file, 1000)
  const link = await send(page, { files: [file] })
  const code = new URL(link).hash
  await page.goto(link)
  await expect(page.getByTitle('one.bin')).toBeVisible()

  await choose(page, 'English', 'Deutsch')
  await expect(page.getByRole('link', german)).toBeVisible()
  await expect(page.getByTitle('one.bin')).toBeVisible()
  await expect(page).toHaveURL(link)

  await page.reload()
  await expect(page.getByTitle('one.bin')).toBeVisible()
  expect(await language(page)).toBe('de')
  await expect(page).toHaveURL(link)

  await page.goto('/about')
  await expect(page.getByRole('link', german)).toBeVisible()
  await expect(page).toHaveURL('/about')

  expect(await page.evaluate(() => [Object.entries(localStorage), Object.entries(sessionStorage)])).toEqual([
    [['snowdrop language', 'de']],
    [],
  ])
  expect(await context.cookies()).toEqual([])
  expect(asked.filter((url) => url.includes(code.slice(1)))).toEqual([])

  await choose(page, 'Deutsch', 'English')
  await expect(page.getByRole('link', { name: 'Receive' })).toBeVisible()
  await page.reload()
  expect(await language(page)).toBe('en')
})

test('one link serves a reader of another language, and one who reads from right to left', async ({
  page,
  scratch,
  browser,
}) => {
  const file = join(scratch, 'one.bin')
  await writeRandomFile(file, 1000)
  const link = await send(page, { files: [file] })
  for (const [locale, lang, dir] of [
    ['de-CH', 'de', 'ltr'],
    ['ar-EG', 'ar', 'rtl'],
  ] as const) {
    const context = await browser.newContext({ locale })
    const reader = await context.newPage()
    await reader.goto(link)
    await expect(reader.getByTitle('one.bin')).toBeVisible()
    expect(
      await reader.locator('html').evaluate((html) => [html.getAttribute('lang'), getComputedStyle(html).direction]),
    ).toEqual([lang, dir])
    // The name of the site stands where reading begins.
    const home = await reader.getByRole('link', { name: 'Snowdrop' }).boundingBox()
    const { width } = reader.viewportSize() ?? { width: 0 }
    expect((home?.x ?? 0) < width / 2).toBe(dir === 'ltr')
    await context.close()
  }
})

test('without scripts a language can still be chosen', async ({ browser, app }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: app.url, locale: 'en-GB' })
  const page = await context.newPage()
  await page.goto('/about')
  await choose(page, 'English', 'Deutsch')
  await expect(page).toHaveURL('/about?lang=de')
  await expect(page.getByRole('link', german)).toBeVisible()
  await context.close()
})

test('where the browser keeps nothing, the address keeps the language', async ({ page }) => {
  await page.addInitScript(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException('no room', 'QuotaExceededError')
    }
  })
  await page.goto('/d#nothing')
  await choose(page, 'English', 'Deutsch')
  await expect(page).toHaveURL('/d?lang=de#nothing')
  await page.reload()
  await expect(page.getByRole('link', german)).toBeVisible()
})
