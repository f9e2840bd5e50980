import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { expect, sha256, test, writeRandomFile } from '../fixtures.ts'

/**
 * Presses Tab until `target` has the focus. Each stop on the way must show that it has it, and lie within the window,
 * uncovered: WCAG 2.2, 2.4.7 and 2.4.11.
 */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab')
    const stop = await page.evaluate(() => {
      const element = document.activeElement
      if (element === null || element === document.body) return null
      const shown = element.matches('input[type="radio"], input[type="checkbox"], input[type="file"]')
        ? (element.closest('label') ?? element)
        : element
      const { left, top, width, height } = shown.getBoundingClientRect()
      const hit = document.elementFromPoint(left + width / 2, top + height / 2)
      const rings = [element, shown]
        .map((each) => getComputedStyle(each))
        .map((style) => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2)
      return {
        name: `${element.localName} “${(element.textContent || element.getAttribute('aria-label') || '').trim().slice(0, 40)}”`,
        hasRing: rings.includes(true),
        isUncovered: hit !== null && (shown.contains(hit) || hit.contains(shown)),
      }
    })
    if (stop !== null) expect(stop, `the focus at ${stop.name}`).toMatchObject({ hasRing: true, isUncovered: true })
    if (await target.evaluate((element) => element === document.activeElement)) return
  }
  throw new Error(`Tab does not lead to ${target.toString()}`)
}

test('a file is sent and received by keys alone', async ({ page, scratch }) => {
  const file = join(scratch, 'by-keys.bin')
  await writeRandomFile(file, 300_000)
  await page.goto('/')
  const skip = page.getByRole('link', { name: 'Skip to content' })
  await tabTo(page, skip)
  await expect(skip).toBeInViewport()
  await page.keyboard.press('Enter')
  const chooser = page.waitForEvent('filechooser')
  await tabTo(page, page.getByRole('button', { name: /choose files/i }))
  await page.keyboard.press('Enter')
  await (await chooser).setFiles(file)

  await expect(page.getByRole('heading', { level: 1, name: /1 file/ })).toBeFocused()
  await tabTo(page, page.getByRole('combobox', { name: /downloads/i }))
  await page.keyboard.press('ArrowDown')
  await tabTo(page, page.getByRole('button', { name: /create link/i }))
  await page.keyboard.press('Enter')

  await expect(page.getByRole('heading', { level: 1, name: /link is ready/i })).toBeFocused()
  const field = page.getByRole('textbox', { name: /link/i })
  const link = await field.inputValue()
  // From where the focus is now, the next thing one wants is next.
  await tabTo(page, page.getByRole('button', { name: /^copy/i }).first())

  await page.goto('/d')
  // Each change of step leads the focus to its heading: the first one, too.
  await expect(page.getByRole('heading', { level: 1, name: /someone sent/i })).toBeFocused()
  await tabTo(page, page.getByLabel('Link, code or eleven words'))
  await page.keyboard.insertText(link)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: /a file for you/i })).toBeFocused()
  const download = page.waitForEvent('download')
  await tabTo(page, page.getByRole('button', { name: /^download/i }))
  await page.keyboard.press('Enter')
  const saved = join(scratch, 'saved.bin')
  await (await download).saveAs(saved)
  await expect(page.getByRole('heading', { level: 1, name: /saved/i })).toBeFocused()
  expect(await sha256(saved)).toBe(await sha256(file))
})

test('a dialog gives the focus back to what opened it', async ({ page, scratch }) => {
  const file = join(scratch, 'dialog.txt')
  await writeRandomFile(file, 1000)
  await page.goto('/')
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: /choose files/i }).click()
  await (await chooser).setFiles(file)
  await page.getByRole('button', { name: /create link/i }).click()
  await page.getByRole('button', { name: 'As words' }).press('Enter')
  const opener = page.getByRole('button', { name: 'Read it out' })
  await opener.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Read it out' })
  await expect(dialog.locator(':focus')).toHaveCount(1)
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await expect(opener).toBeFocused()
})
