import { test as base, expect, type Locator, type Page } from '@playwright/test'
import { serveGallery } from '../../../scripts/gallery.ts'
import { receiveStates } from '../../gallery/receive-states.ts'
import { sendStates } from '../../gallery/send-states.ts'
import { sentStates } from '../../gallery/sent-states.ts'
import { audit, beginAudit, beyondTheEdge } from './audit.ts'

const test = base.extend<object, { gallery: string }>({
  gallery: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern
    async ({}, use) => {
      const { url, close } = await serveGallery()
      await use(url)
      close()
    },
    { scope: 'worker' },
  ],
})
test.describe.configure({ mode: 'parallel', timeout: 180_000 })

const shelves = {
  send: [...Object.keys(sendStates), 'dragging', 'dragging, not now'],
  receive: Object.keys(receiveStates),
  sent: Object.keys(sentStates),
}

/** What opens over a page, by the buttons that lead there. */
const dialogs = [
  { page: 'send', name: 'ready', buttons: ['As words', 'Read it out'] },
  { page: 'send', name: 'ready, several links', buttons: [/^More/, /^QR code/] },
  { page: 'receive', name: 'some files', buttons: [/^Look inside/] },
  { page: 'receive', name: 'some files', buttons: [/^Report/] },
]

const desk = { width: 1280, height: 800 }
/** 1280 pixels at 400 %: WCAG 2.2, 1.4.10. */
const narrow = { width: 320, height: 640 }
/** As many words fit a line as at a desk with text of 200 %: WCAG 2.2, 1.4.4. */
const half = { width: 640, height: 800 }

/** Shows another state without a load, so that axe stays. */
async function draw(page: Page, which: string, name: string): Promise<void> {
  await page.evaluate(
    (search) => {
      history.replaceState(null, '', search)
      dispatchEvent(new PopStateEvent('popstate'))
    },
    `/?${new URLSearchParams({ page: which, name }).toString()}`,
  )
  await expect(page.locator(`[data-drawn="${which}: ${name}"]`)).toHaveCount(1)
}

/** Opens whatever is folded in. */
async function unfold(page: Page): Promise<void> {
  await page.evaluate(() => {
    const folded = 'main [aria-expanded="false"], main details:not([open]) > summary'
    for (const each of document.querySelectorAll<HTMLElement>(folded)) each.click()
  })
}

/**
 * Every rule for the state as it comes, and for all that it folds in on a window as narrow as there are; and that
 * nothing is lost at its edges.
 */
async function auditState(page: Page, name: string): Promise<void> {
  await page.setViewportSize(desk)
  expect.soft(await audit(page), `${name}, at a desk`).toEqual([])
  await page.setViewportSize(half)
  await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'))
  expect.soft(await beyondTheEdge(page), `${name}, text twice as large`).toEqual([])
  await page.evaluate(() => document.documentElement.style.removeProperty('font-size'))
  await page.setViewportSize(narrow)
  await unfold(page)
  expect.soft(await audit(page), `${name}, 320 pixels wide`).toEqual([])
  expect.soft(await beyondTheEdge(page), `${name}, 320 pixels wide`).toEqual([])
}

for (const [which, names] of Object.entries(shelves)) {
  test(`every state of the ${which} page can be read and used by everyone`, async ({ page, gallery }) => {
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
    await page.goto(`${gallery}/?page=${which}&name=none`)
    await beginAudit(page)
    for (const name of names) {
      await draw(page, which, name)
      await auditState(page, name)
    }
  })

  test(`every state of the ${which} page can be read in the dark`, async ({ page, gallery }) => {
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
    await page.setViewportSize(desk)
    await page.goto(`${gallery}/?page=${which}&name=none`)
    await beginAudit(page)
    for (const name of names) {
      await draw(page, which, name)
      await unfold(page)
      expect.soft(await audit(page, ['color-contrast']), name).toEqual([])
    }
  })
}

test('what opens over a page can be read and used by everyone', async ({ page, gallery }) => {
  for (const { page: which, name, buttons } of dialogs) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.setViewportSize(desk)
      await page.goto(`${gallery}/?${new URLSearchParams({ page: which, name }).toString()}`)
      for (const button of buttons) await page.getByRole('button', { name: button }).first().click()
      await beginAudit(page)
      await auditState(page, `${name}, ${buttons.join(', ')}, ${colorScheme}`)
    }
  }
})

/** Where it begins: how far from the side of the window that one reads from. */
async function beginning(page: Page, dir: string, element: Locator): Promise<number> {
  const { x, width } = (await element.boundingBox()) ?? { x: Number.NaN, width: 0 }
  return dir === 'rtl' ? (page.viewportSize()?.width ?? 0) - x - width : x
}

for (const dir of ['ltr', 'rtl']) {
  test(`a folder begins where its file's name begins, ${dir}`, async ({ page, gallery }) => {
    await page.setViewportSize(desk)
    await page.goto(`${gallery}/?page=send&name=some+files&dir=${dir}`)
    const row = page.getByRole('listitem').filter({ hasText: 'plan.dwg' })
    const folder = await beginning(page, dir, row.getByText('Site visit', { exact: true }))
    expect(Math.abs(folder - (await beginning(page, dir, row.getByText('plan.dwg'))))).toBeLessThan(2)
  })
}

test('the history of an ended link is opened beside its words, on a phone too', async ({ page, gallery }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto(`${gallery}/?page=sent&name=endings`)
  const link = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'a', exact: true }) })
  const words = (await link.getByRole('heading').boundingBox()) ?? { y: Number.NaN }
  const button = (await link.getByRole('button', { name: /history/i }).boundingBox()) ?? { y: Number.NaN }
  expect(button.y - words.y).toBeLessThan(48)
})

test('the list of languages stays on the screen', async ({ page, gallery }) => {
  for (const size of [desk, narrow]) {
    await page.setViewportSize(size)
    await page.goto(`${gallery}/?page=send&name=empty`)
    await page.getByRole('button', { name: 'Language:' }).click()
    await expect(page.getByRole('link', { name: 'Deutsch' })).toBeVisible()
    const list = page.getByRole('navigation', { name: 'Language:' })
    const { x, y, width, height } = (await list.boundingBox()) ?? { x: -1, y: -1, width: 0, height: 0 }
    expect(Math.min(x, y)).toBeGreaterThanOrEqual(0)
    expect(x + width).toBeLessThanOrEqual(size.width)
    expect(y + height).toBeLessThanOrEqual(size.height)
  }
})
