import { rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { BareBrowser } from './bare-browser.ts'
import type { Ground } from './rig.ts'

/** Seconds that `work` took. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await work()
  return (performance.now() - begun) / 1000
}

/** One plain `fetch` PUT of the file as a page without us would do it. */
export async function plainUpload(
  browser: BareBrowser,
  { plainPage, plainPut }: Ground,
  file: string,
): Promise<number> {
  await browser.goto(plainPage)
  await browser.run(
    `void document.body.append(Object.assign(document.createElement('input'), { type: 'file', id: 'plain' }))`,
  )
  await browser.choose('#plain', file)
  const url = JSON.stringify(await plainPut())
  return timed(() =>
    browser.run(`fetch(${url}, { method: 'PUT', body: document.querySelector('#plain').files[0] }).then(
      ({ ok, status }) => { if (!ok) throw new Error('answered ' + status) })`),
  )
}

/** In an open page: notes when it hears of the chosen file and when a link stands there, in ms. */
const watchSending = `void (() => {
  const times = (window.sending = { heard: 0, shown: 0, link: '' })
  addEventListener('change', () => (times.heard ||= performance.now()), { capture: true })
  new MutationObserver(() => {
    const field = [...document.querySelectorAll('input')].find(({ value }) => value.includes('/d#'))
    if (field === undefined || times.shown > 0) return
    times.shown = performance.now()
    times.link = field.value
  }).observe(document.body, { childList: true, subtree: true, attributes: true })
})()`

/** As by a person: React hears of it. */
const manyDownloads = `{
  const field = [...document.querySelectorAll('select')].find(({ labels }) => /download/i.test(labels[0].textContent))
  field.value = [...field.options].find(({ text }) => text === '100').value
  field.dispatchEvent(new Event('change', { bubbles: true }))
}`

const create = "[...document.querySelectorAll('button')].find((each) => /^create link/i.test(each.textContent))"

/** From the choice of the file to the link that stands there. Answers the link, too. */
export async function sealedUpload(
  browser: BareBrowser,
  { app }: Pick<Ground, 'app'>,
  file: string,
): Promise<{ seconds: number; link: string }> {
  await browser.goto(app.url)
  await browser.until("document.querySelector('main button:not([disabled])')")
  await browser.point('main button')
  // As for people, who look for their file meanwhile, what the page loads by then is there.
  await sleep(1000)
  await browser.run(watchSending)
  await browser.choose('input[type=file]', file)
  await browser.until(create)
  await browser.run(manyDownloads)
  await browser.run(`${create}.click()`)
  await browser.until('sending.shown > 0')
  const { heard, shown, link } = (await browser.run('sending')) as { heard: number; shown: number; link: string }
  return { seconds: (shown - heard) / 1000, link }
}

/** Clicks, and takes the download away once it has ended. */
export async function saved(browser: BareBrowser, click: string): Promise<void> {
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
