import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { choose } from '../e2e/browser/fixtures.ts'
import type { Ground } from './rig.ts'

/** What a page costs before anybody does anything. */
export interface PageCost {
  /** Bytes of script as they travelled, compressed. */
  readonly scriptBytes: number
  /** From the navigation until what can be done there answers, in ms. */
  readonly interactiveMs: number
}

/**
 * Opens a page with nothing cached, and waits until React has hold of its first button, or of the page where it has
 * none.
 */
export async function pageCost(page: Page, url: string): Promise<PageCost> {
  const session = await page.context().newCDPSession(page)
  await session.send('Network.setCacheDisabled', { cacheDisabled: true })
  await page.goto('about:blank')
  await page.goto(url, { waitUntil: 'commit' })
  const interactiveMs = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const look = () => {
          const button = document.querySelector('main button, main input') ?? document.querySelector('main')
          const isHeld = button !== null && Object.keys(button).some((key) => key.startsWith('__reactProps'))
          if (isHeld) resolve(performance.now())
          else setTimeout(look, 5)
        }
        look()
      }),
  )
  await page.waitForLoadState('networkidle')
  const scriptBytes = await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .filter((entry): entry is PerformanceResourceTiming => entry instanceof PerformanceResourceTiming)
      .filter(({ name }) => new URL(name).pathname.endsWith('.js'))
      .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
  )
  await session.detach()
  return { scriptBytes, interactiveMs }
}

/** Ms from the choice of a file, as the page hears of it, until the first part's request begins. */
export async function firstPartMs(page: Page, { app, clear }: Ground, file: string): Promise<number> {
  await clear()
  await page.goto(app.url)
  await page.waitForLoadState('networkidle')
  await page.evaluate(() => {
    const heard = () => Object.assign(window, { heardAt: performance.timeOrigin + performance.now() })
    addEventListener('change', heard, { capture: true, once: true })
  })
  const put = page.waitForRequest((request) => request.method() === 'PUT')
  await choose(page, { files: [file] })
  const request = await put
  const heardAt = await page.evaluate(() => Number(Reflect.get(window, 'heardAt')))
  await (await request.response())?.finished()
  return request.timing().startTime - heardAt
}

/** Writes a folder of `count` files of `bytes` bytes each. */
export function writeSmallFiles(folder: string, count: number, bytes: number): void {
  mkdirSync(folder, { recursive: true })
  for (let at = 0; at < count; at += 1) {
    const inner = join(folder, String(Math.floor(at / 1000)))
    mkdirSync(inner, { recursive: true })
    writeFileSync(join(inner, `${at}.bin`), Buffer.alloc(bytes, at))
  }
}

/**
 * Sends a folder or a file from an open page. Answers the seconds from the page hearing of it to the link, and the
 * page's longest task in ms (Long Tasks: 50 at least, else 0).
 */
export async function sendTimed(
  page: Page,
  { app, clear }: Ground,
  what: { readonly folder: string } | { readonly files: readonly string[] },
): Promise<{ seconds: number; longestTask: number }> {
  await clear()
  await page.goto(app.url)
  await page.waitForLoadState('networkidle')
  await page.evaluate(() => {
    const times = { heardAt: 0, longest: 0 }
    Object.assign(window, { times })
    addEventListener('change', () => (times.heardAt ||= performance.now()), { capture: true, once: true })
    new PerformanceObserver((list) => {
      // The task in which the page hears of the files is the browser's, which makes them.
      for (const { startTime, duration } of list.getEntries())
        if (times.heardAt > 0 && startTime >= times.heardAt) times.longest = Math.max(times.longest, duration)
    }).observe({ type: 'longtask' })
  })
  await choose(page, what)
  await page.getByRole('button', { name: /create link/i }).click()
  await page.getByRole('textbox', { name: /link/i }).waitFor({ timeout: 300_000 })
  return page.evaluate(() => {
    const { heardAt, longest } = Reflect.get(window, 'times') as { heardAt: number; longest: number }
    return { seconds: (performance.now() - heardAt) / 1000, longestTask: longest }
  })
}
