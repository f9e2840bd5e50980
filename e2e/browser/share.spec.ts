import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import jsQR from 'jsqr'
import { expect, open, receive, send, sha256, test, writeRandomFile } from './fixtures.ts'

/** Decodes the QR code in a picture as a camera would, by a decoder that is none of ours. */
async function decode(page: Page, png: Buffer): Promise<string> {
  // Dark and light alone, and small: a million pixels are slow to carry over.
  const { dark, side } = await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
    const picture = await createImageBitmap(new Blob([bytes]), { resizeWidth: 360, resizeHeight: 360 })
    const context = new OffscreenCanvas(360, 360).getContext('2d')
    context?.drawImage(picture, 0, 0)
    const pixels = context?.getImageData(0, 0, 360, 360).data ?? new Uint8ClampedArray()
    return {
      dark: [...pixels]
        .filter((_, index) => index % 4 === 0)
        .map((red) => (red < 128 ? 1 : 0))
        .join(''),
      side: 360,
    }
  }, png.toString('base64'))
  const pixels = Array.from(dark).flatMap((each) => (each === '1' ? [0, 0, 0, 255] : [255, 255, 255, 255]))
  return jsQR(Uint8ClampedArray.from(pixels), side, side)?.data ?? ''
}

async function ready(page: Page, scratch: string): Promise<{ file: string; link: string }> {
  const file = `${scratch}/shared.bin`
  await writeRandomFile(file, 50_000)
  return { file, link: await send(page, { files: [file] }) }
}

async function words(page: Page): Promise<string[]> {
  await page.getByRole('button', { name: 'As words' }).click()
  const items = page.getByRole('list', { name: 'Link as words' }).getByRole('listitem')
  await expect(items).toHaveCount(11)
  return items.allInnerTexts()
}

test('the words of a link open the drop', async ({ page, scratch }) => {
  const { file } = await ready(page, scratch)
  const spelt = await words(page)
  await page.goto('/d')
  await page.getByLabel('Link, code or eleven words').fill(spelt.join(' '))
  await page.getByRole('button', { name: /^open/i }).click()
  await expect(page.getByText('shared.bin').first()).toBeVisible()
  expect(await sha256((await receive(page, scratch)).path)).toBe(await sha256(file))
})

test('the view to say it shows the words over the whole screen, and Escape closes it', async ({ page, scratch }) => {
  await ready(page, scratch)
  const spelt = await words(page)
  const opener = page.getByRole('button', { name: 'Read it out' })
  await opener.click()
  const dialog = page.getByRole('dialog', { name: 'Read it out' })
  await expect(dialog.getByRole('listitem')).toHaveCount(11)
  expect(await dialog.getByRole('listitem').allInnerTexts()).toEqual(spelt)
  const { width = 0, height = 0 } = page.viewportSize() ?? {}
  for (const size of [
    { width, height },
    { width: 390, height: 844 },
  ]) {
    await page.setViewportSize(size)
    expect(await dialog.boundingBox()).toEqual({ x: 0, y: 0, ...size })
    // All of it is seen at once: whoever reads it aloud does not scroll.
    for (const item of await dialog.getByRole('listitem').all()) await expect(item).toBeInViewport({ ratio: 1 })
  }
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  await expect(opener).toBeFocused()
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the QR code is read as the link, ${colorScheme}, on the page and saved`, async ({ page, scratch }) => {
    await page.emulateMedia({ colorScheme })
    const { link } = await ready(page, scratch)
    await page.getByRole('button', { name: 'QR code' }).click()
    const code = page.getByRole('img', { name: 'QR code of the link' })
    expect(await decode(page, await code.screenshot())).toBe(link)
    const saving = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Save as PNG' }).click()
    const saved = await saving
    expect(saved.suggestedFilename()).toBe('snowdrop-link.png')
    expect(await decode(page, readFileSync(await saved.path()))).toBe(link)
  })
}

test('paper holds the words, the code and the end of one link, and nothing else of the page', async ({
  page,
  scratch,
}) => {
  const { link } = await ready(page, scratch)
  const spelt = await words(page)
  await page.evaluate(() => {
    // The real dialog would wait for a person.
    window.print = () => document.documentElement.setAttribute('data-printed', '')
  })
  await page.getByRole('button', { name: 'Print' }).click()
  await expect(page.locator('html[data-printed]')).toHaveCount(1)
  await page.emulateMedia({ media: 'print' })
  const paper = await page.locator('body').innerText()
  for (const word of spelt) expect(paper).toContain(word)
  expect(paper).toContain(`${new URL(link).host}/d`)
  expect(paper).toMatch(/until/)
  expect(paper).not.toContain('shared.bin')
  expect(paper).not.toMatch(/Copy link|Delete|Snowdrop\b/)
  for (const anchor of await page.locator('a, button, input').all()) await expect(anchor).toBeHidden()
  expect(await decode(page, await page.locator('body > article svg').screenshot())).toBe(link)
  await page.emulateMedia({ media: 'screen' })
  await page.evaluate(() => dispatchEvent(new Event('afterprint')))
  await expect(page.locator('body > article')).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Copy link' })).toBeVisible()
})

test('each recipient has a link, and one is ended while the others go on', async ({ page, scratch }) => {
  const file = `${scratch}/many.bin`
  await writeRandomFile(file, 20_000)
  await page.goto('/')
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Choose files' }).click()
  await (await chooser).setFiles([file])
  await page.getByText('More options').click()
  await page.getByRole('textbox', { name: 'One link per recipient' }).fill('Ada\nGrace\n\nAda\nMary')
  await page.getByRole('button', { name: 'Create 3 links' }).click()
  await expect(page.getByRole('heading', { name: /your 3 links are ready/i })).toBeVisible({ timeout: 30_000 })
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.getByRole('button', { name: 'Copy all 3 links' }).click()
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible()
  const lines = (await page.evaluate(() => navigator.clipboard.readText())).split('\n')
  expect(lines.map((line) => line.slice(0, line.indexOf(': ')))).toEqual(['Ada', 'Grace', 'Mary'])
  const [ada = '', grace = ''] = lines.map((line) => line.slice(line.indexOf(': ') + 2))
  await page.getByRole('button', { name: 'More: Ada' }).click()
  await page.getByRole('button', { name: 'End this link: Ada' }).click()
  await page.getByRole('button', { name: 'Yes, end it' }).click()
  await expect(page.getByRole('heading', { name: /your 2 links are ready/i })).toBeVisible()
  await open(page, grace)
  expect(await sha256((await receive(page, scratch)).path)).toBe(await sha256(file))
  await page.goto('about:blank')
  await page.goto(ada)
  await expect(page.getByRole('heading', { name: /revoked|taken back|ended|deleted/i })).toBeVisible()
})
