import { chromium, type Page } from '@playwright/test'
import { chromium as settings } from '../e2e/browsers.ts'
import { startApp } from '../e2e/servers/app-server.ts'
import { median } from './compare.ts'

/**
 * A phone on a slow mobile line, as Lighthouse has it: 1.6 Mbit/s, 150 ms there and back, a quarter of this processor.
 */
const LINE = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 }
const SLOWDOWN = 4

/** What somebody wants to press first on a page. It is disabled until the page's script runs. */
const pages = [
  { name: 'first_load.send', path: '/', selector: 'main button:not([disabled])' },
  { name: 'first_load.receive', path: '/d', selector: 'main form button:not([disabled])' },
] as const

interface Report {
  readonly figure: (name: string, value: number, unit: string) => void
  readonly wanted: (name: string) => boolean
}

async function throttle(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', LINE)
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN })
}

/**
 * Seconds from asking for a page, with nothing cached, until what one wants can be pressed; and until something was
 * drawn.
 */
async function load(page: Page, url: string, selector: string): Promise<{ drawn: number; ready: number }> {
  await page.goto(url, { waitUntil: 'commit' })
  const ready = await page.waitForFunction(
    (wanted) => document.querySelector(wanted) !== null && performance.now(),
    selector,
  )
  const drawn = await page.evaluate(
    () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
  )
  return { drawn: drawn / 1000, ready: Number(await ready.jsonValue()) / 1000 }
}

/**
 * Seconds from the page hearing of a first chosen file until it shows what was chosen. Nothing hinted at it before, so
 * the code that sends is not there yet.
 */
async function answerToFile(page: Page): Promise<number> {
  await page.evaluate(() => {
    const times = { heard: 0, shown: 0 }
    Object.assign(window, { times })
    addEventListener('change', () => (times.heard = performance.now()), { capture: true, once: true })
    new MutationObserver(() => {
      if (document.querySelector('main')?.dataset.phase === 'gathering') times.shown ||= performance.now()
    }).observe(document.body, { subtree: true, childList: true, attributes: true })
  })
  const file = { name: 'a.bin', mimeType: 'application/octet-stream', buffer: Buffer.alloc(1000) }
  await page.locator('input[type=file]').first().setInputFiles(file)
  await page.waitForFunction(() => (Reflect.get(window, 'times') as { shown: number }).shown > 0)
  return page.evaluate(() => {
    const { heard, shown } = Reflect.get(window, 'times') as { heard: number; shown: number }
    return (shown - heard) / 1000
  })
}

/** How long the pages take on a slow phone. */
export async function measureFirstLoads(rounds: number, { figure, wanted }: Report): Promise<void> {
  const measured = pages.filter(({ name }) => wanted(name))
  if (measured.length === 0) return
  const app = await startApp()
  const browser = await chromium.launch({
    ...settings.launchOptions,
    args: [...settings.launchOptions.args, '--no-sandbox'],
  })
  try {
    for (const { name, path, selector } of measured) {
      const times: { drawn: number; ready: number }[] = []
      const answers: number[] = []
      for (let round = 0; round < rounds; round += 1) {
        const context = await browser.newContext({
          viewport: { width: 390, height: 844 },
          isMobile: true,
          hasTouch: true,
        })
        const page = await context.newPage()
        await throttle(page)
        times.push(await load(page, `${app.url}${path}`, selector))
        if (path === '/') answers.push(await answerToFile(page))
        await context.close()
      }
      figure(`${name}.drawn`, median(times.map(({ drawn }) => drawn)), 's')
      figure(`${name}.interactive`, median(times.map(({ ready }) => ready)), 's')
      if (answers.length > 0) figure(`${name}.answers`, median(answers), 's')
    }
  } finally {
    await browser.close()
    await app.destroy()
  }
}
