import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { choose, expect, MiB, open, test, writeRandomFile } from '../fixtures.ts'

declare global {
  interface Window {
    said: string[]
    tab: { titles: string[]; icons: string[] }
  }
}

/**
 * Writes down what a screen reader is given to speak: each new text of a live region, and each heading that gets the
 * focus.
 */
async function listen(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.said = []
    const say = (text: string | null) => {
      const words = (text ?? '').trim()
      if (words !== '') window.said.push(words)
    }
    const heard = new MutationObserver((changes) => {
      const regions = new Set(
        changes.map(({ target }) =>
          (target instanceof Element ? target : target.parentElement)?.closest(
            '[role="status"], [role="alert"], [aria-live]',
          ),
        ),
      )
      for (const region of regions) if (region) say(region.textContent)
    })
    heard.observe(document, { subtree: true, childList: true, characterData: true })
    document.addEventListener('focusin', ({ target }) => {
      if (target instanceof HTMLHeadingElement) say(target.textContent)
    })
  })
}

/** Writes down what the tab shows. */
async function watchTab(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const titles: string[] = []
    const icons: string[] = []
    window.tab = { titles, icons }
    const look = () => {
      const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]')?.href ?? ''
      if (titles.at(-1) !== document.title) titles.push(document.title)
      if (icons.at(-1) !== icon) icons.push(icon)
    }
    new MutationObserver(look).observe(document, {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
    })
  })
}

const said = (page: Page) => page.evaluate(() => window.said)

/**
 * The percentages before the title only grow, and the icon is a ring that fills meanwhile and is itself again at the
 * end.
 */
async function expectTab(page: Page, end: RegExp): Promise<void> {
  await expect(page).toHaveTitle(end)
  const { titles, icons } = await page.evaluate(() => window.tab)
  const percents = titles.filter((title) => /^\d+\s?%/.test(title)).map(parseFloat)
  // Not how many: that is for the machine to say.
  expect(percents.length).toBeGreaterThan(1)
  expect(percents).toEqual(percents.toSorted((a, b) => a - b))
  const rings = icons.filter((icon) => icon.startsWith('data:image/svg+xml'))
  expect(new Set(rings).size).toBeGreaterThan(1)
  expect(icons.at(-1)).toBe(icons.find((icon) => icon !== ''))
}

/** Tens of percent, each at most once and never back. */
function expectTens(words: readonly string[]): void {
  const tens = words.filter((each) => each.includes('percent')).map(parseFloat)
  expect(tens).toEqual([...new Set(tens)].sort((a, b) => a - b))
  expect(tens.length).toBeGreaterThan(1)
  expect(tens.every((each) => each % 10 === 0)).toBe(true)
}

test('a transfer can be followed by ear, but not at each tick, and from another tab', async ({ page, scratch }) => {
  const file = join(scratch, 'followed.bin')
  await writeRandomFile(file, 200 * MiB)
  await listen(page)
  await watchTab(page)
  await page.goto('/')
  await choose(page, { files: [file] })
  await page.getByRole('button', { name: /create link/i }).click()
  const field = page.getByRole('textbox', { name: /link/i })
  await expect(field).toHaveValue(/#/, { timeout: 90_000 })
  await expect(page.getByRole('heading', { name: 'Your link is ready.' })).toBeFocused()
  const sent = await said(page)
  expect(sent).toContain('Your link is ready.')
  expectTens(sent)
  expect(sent.length, sent.join(' | ')).toBeLessThan(18)

  await expectTab(page, /^Link ready – /)

  await open(page, await field.inputValue())
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: /^download/i }).click()
  await (await download).saveAs(join(scratch, 'saved.bin'))
  await expect(page.getByRole('heading', { name: 'Saved.' })).toBeFocused()
  const received = await said(page)
  expect(received).toContain('A file for you')
  expect(received).toContain('Saved.')
  expectTens(received)
  expect(received.length, received.join(' | ')).toBeLessThan(18)
  await expectTab(page, /^Saved – /)
})
