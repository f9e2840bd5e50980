import { chromium, type Page } from '@playwright/test'
import { chromium as settings } from '../e2e/browsers.ts'
import { startApp } from '../e2e/servers/app-server.ts'
import { median } from './compare.ts'

/** A phone on a slow mobile line, as Lighthouse has it: 1.6 Mbit/s, 150 ms there and back, a quarter of this processor. */
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

/** Seconds from asking for a page, with nothing cached, until what one wants can be pressed; and until something was drawn. */
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
      for (let round = 0; round < rounds; round += 1) {
        const context = await browser.newContext({
          viewport: { width: 390, height: 844 },
          isMobile: true,
          hasTouch: true,
        })
        const page = await context.newPage()
        await throttle(page)
        times.push(await load(page, `${app.url}${path}`, selector))
        await context.close()
      }
      figure(`${name}.drawn`, median(times.map(({ drawn }) => drawn)), 's')
      figure(`${name}.interactive`, median(times.map(({ ready }) => ready)), 's')
    }
  } finally {
    await browser.close()
    await app.destroy()
  }
}
