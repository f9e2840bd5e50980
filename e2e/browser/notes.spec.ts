import type { Page } from '@playwright/test'
import { choose, expect, test, type, writeRandomFile } from './fixtures.ts'

/** Asks for the link of what is written on the page, and reads it. */
async function createLink(page: Page): Promise<string> {
  await page.getByRole('button', { name: /create link/i }).click()
  const field = page.getByRole('textbox', { name: /link/i })
  await expect(field).toHaveValue(/\/d#[A-Za-z0-9_-]{24}$/, { timeout: 30_000 })
  return field.inputValue()
}

async function openAnew(page: Page, link: string): Promise<void> {
  await page.goto('about:blank')
  await page.goto(link)
}

/** As Ctrl+V on the page does: the headless browser's clipboard is nobody's. */
async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate((pasted) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', pasted)
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }))
  }, text)
}

test('a note is read once, to the letter, and is gone', { tag: '@browsers' }, async ({ page }) => {
  const note = '  The door code is 4711.\n\n<b>Not bold</b> – ключ 🌱  '
  await page.goto('/')
  await page.getByRole('radio', { name: 'Note' }).check()
  await expect(page.getByRole('heading', { name: /send a note/i })).toBeVisible()
  await type(page.getByRole('textbox', { name: 'Note' }), note)
  const link = await createLink(page)
  await expect(page.getByText(/^A note\./)).toBeVisible()

  await openAnew(page, link)
  await expect(page.getByRole('heading', { name: 'A note for you' })).toBeVisible()
  await expect(page.getByText('4711')).toHaveCount(0)
  await page.getByRole('button', { name: /^show/i }).click()
  const shown = page.getByRole('region', { name: 'Note' })
  await expect(shown).toBeVisible()
  expect(await shown.locator('p').evaluate((text) => text.textContent)).toBe(note)

  await openAnew(page, link)
  await expect(page.getByRole('heading', { name: /used up|no downloads left|already/i })).toBeVisible()
  await expect(page.getByText('4711')).toHaveCount(0)
})

test('an empty note makes no link, and neither does what is no address', async ({ page }) => {
  await page.goto('/')
  await page.getByRole('radio', { name: 'Note' }).check()
  await page.getByRole('textbox', { name: 'Note' }).fill('   ')
  await page.getByRole('button', { name: /create link/i }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'nothing in the note' })).toBeVisible()
  await page.getByRole('radio', { name: 'One-time link' }).check()
  await page.getByRole('textbox', { name: /address/i }).fill('javascript:alert(1)')
  await page.getByRole('button', { name: /create link/i }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'not a web address' })).toBeVisible()
})

test('a one-time link shows its host first, goes nowhere by itself, and only once', async ({ page, app }) => {
  const address = `${app.url}/about?from=a-one-time-link`
  await page.goto('/')
  await page.getByRole('radio', { name: 'One-time link' }).check()
  await page.getByRole('textbox', { name: /address/i }).fill(address)
  const link = await createLink(page)

  await openAnew(page, link)
  await expect(page.getByText(new URL(app.url).host).first()).toBeVisible()
  await expect(page.getByText('a-one-time-link')).toHaveCount(0)
  await page.getByRole('button', { name: /^show/i }).click()
  await expect(page.getByText(address)).toBeVisible()
  expect(new URL(page.url()).pathname).toBe('/d')
  const way = page.getByRole('link', { name: /open it/i })
  await expect(way).toHaveAttribute('href', address)
  const opening = page.waitForEvent('popup')
  await way.click()
  const there = await opening
  await expect(there).toHaveURL(address)
  expect(await there.evaluate(() => [document.referrer, window.opener === null])).toEqual(['', true])
  await there.close()

  await openAnew(page, link)
  await expect(page.getByRole('heading', { name: /used up|no downloads left|already/i })).toBeVisible()
})

test('text that is pasted on the empty page becomes a note, and files take the place of an empty one', async ({
  page,
  scratch,
}) => {
  await page.goto('/')
  await expect(page.getByRole('button', { name: 'Choose files' })).toBeEnabled()
  await paste(page, 'pasted words')
  const note = page.getByRole('textbox', { name: 'Note' })
  await expect(note).toHaveValue('pasted words')
  await expect(note).toBeFocused()
  await note.fill('')
  await page.getByRole('radio', { name: 'Files' }).check()
  const file = `${scratch}/after.bin`
  await writeRandomFile(file, 1000)
  await choose(page, { files: [file] })
  await expect(page.getByText('after.bin')).toBeVisible()
})
