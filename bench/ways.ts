import { rmSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { choose } from '../e2e/browser/fixtures.ts'
import type { BareBrowser } from './bare-browser.ts'
import type { Ground } from './rig.ts'

/** Seconds that `work` took. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await work()
  return (performance.now() - begun) / 1000
}

/** One plain `fetch` PUT of the file as a page without us would do it. */
export async function plainUpload(page: Page, { plainPage, plainPut }: Ground, file: string): Promise<number> {
  await page.goto(plainPage)
  await page.evaluate(() => {
    const input = document.createElement('input')
    input.type = 'file'
    input.id = 'plain'
    document.body.append(input)
  })
  await page.locator('#plain').setInputFiles(file)
  const url = await plainPut()
  return timed(() =>
    page.evaluate(async (to) => {
      const input = document.querySelector('#plain')
      const body = input instanceof HTMLInputElement ? input.files?.[0] : undefined
      if (body === undefined) throw new Error('no file')
      const { ok, status } = await fetch(to, { method: 'PUT', body })
      if (!ok) throw new Error(`answered ${status}`)
    }, url),
  )
}

/**
 * Notes in an open page when it hears of the chosen file and when a link stands there: a test's driver needs half a
 * second to click and to look, in which nobody else waits. Answers how to read the seconds in between.
 */
async function watchSending(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const times = { heard: 0, shown: 0 }
    Object.assign(window, { sending: times })
    addEventListener('change', () => (times.heard ||= performance.now()), { capture: true })
    const look = () => {
      const fields = [...document.querySelectorAll('input')]
      if (fields.some(({ value }) => value.includes('/d#'))) times.shown ||= performance.now()
    }
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true, attributes: true })
  })
  return () =>
    page.evaluate(() => {
      const { heard, shown } = Reflect.get(window, 'sending') as { heard: number; shown: number }
      return (shown - heard) / 1000
    })
}

/** From the choice of the file to the link that stands there. Answers the link, too. */
export async function sealedUpload(
  page: Page,
  { app }: Ground,
  file: string,
): Promise<{ seconds: number; link: string }> {
  await page.goto(app.url)
  const field = page.getByRole('textbox', { name: /link/i })
  await page.getByRole('button', { name: /choose files/i }).waitFor()
  // As for people, who look for their file meanwhile, what the page loads after it is there is there.
  await page.waitForLoadState('networkidle')
  const seconds = await watchSending(page)
  await choose(page, { files: [file], downloads: '100' })
  await page.getByRole('button', { name: /create link/i }).click()
  await field.waitFor({ timeout: 1_800_000 })
  return { seconds: await seconds(), link: await field.inputValue() }
}

async function saved(browser: BareBrowser, click: string): Promise<void> {
  const downloaded = browser.downloaded()
  await browser.run(click)
  rmSync(await downloaded)
}

/** The browser's own download of the same bytes. */
export async function plainDownload(browser: BareBrowser, { plainPage, plainGet }: Ground): Promise<number> {
  await browser.goto(plainPage)
  const href = JSON.stringify(await plainGet())
  const anchor = `Object.assign(document.createElement('a'), { href: ${href}, download: 'plain.bin' })`
  return timed(() => saved(browser, `{ const anchor = ${anchor}; document.body.append(anchor); anchor.click() }`))
}

const button = "[...document.querySelectorAll('button')].find((each) => /^download/i.test(each.textContent))"
const heading = (words: string) =>
  `[...document.querySelectorAll('h1, h2')].some((each) => each.textContent.startsWith('${words}'))`

/**
 * From the click on Download to the verified file, on a first visit: with the service worker of an earlier one, which
 * another process keeps for half a minute, each byte goes from process to process once more, and costs as much again.
 */
export async function sealedDownload(browser: BareBrowser, link: string): Promise<number> {
  await browser.goto(link)
  await browser.until(button)
  const seconds = await timed(async () => {
    await saved(browser, `${button}.click()`)
    await browser.until(heading('Saved'))
  })
  await browser.run(
    'navigator.serviceWorker.getRegistrations().then((all) => Promise.all(all.map((each) => each.unregister())))',
  )
  return seconds
}

/**
 * Makes pages as of a browser without service workers and without a dialog for new files: what is received is gathered
 * in the private file system.
 */
export function lackStreams(browser: BareBrowser): Promise<void> {
  return browser.before(
    'Reflect.deleteProperty(Navigator.prototype, "serviceWorker"); Reflect.deleteProperty(window, "showSaveFilePicker")',
  )
}

/**
 * From the click on Download until the whole file lies, verified, in the private file system. That the browser copies
 * it from there into the folder of downloads is not in it.
 */
export async function gatheredDownload(browser: BareBrowser, link: string): Promise<number> {
  await browser.goto(link)
  await browser.until(`${button} && document.body.textContent.includes('This browser gathers it on the disk first')`)
  const downloaded = browser.downloaded()
  const seconds = await timed(async () => {
    await browser.run(`${button}.click()`)
    await browser.until(heading('Received.'))
  })
  rmSync(await downloaded)
  return seconds
}
