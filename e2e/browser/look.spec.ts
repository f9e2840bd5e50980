import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Frame, Page, Request } from '@playwright/test'
import { expect, send, test } from './fixtures.ts'

/** One page that says "Galanthus", as small as a PDF can be. */
function tinyPdf(): Buffer {
  const text = 'BT /F 40 Tf 20 40 Td (Galanthus) Tj ET'
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 240 100]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>',
    `<</Length ${text.length}>>stream\n${text}\nendstream`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
  ]
  let pdf = '%PDF-1.4\n'
  const offsets = objects.map((object, index) => {
    const at = pdf.length
    pdf += `${index + 1} 0 obj${object}endobj\n`
    return String(at).padStart(10, '0')
  })
  const start = pdf.length
  const table = ['0000000000 65535 f ', ...offsets.map((at) => `${at} 00000 n `)].join('\n')
  pdf += `xref\n0 6\n${table}\ntrailer<</Size 6/Root 1 0 R>>\nstartxref\n${start}\n%%EOF`
  return Buffer.from(pdf)
}

/** 60 samples of silence. */
function tinyWav(): Buffer {
  const wav = Buffer.alloc(44 + 60)
  wav.write('RIFF', 0)
  wav.writeUInt32LE(wav.length - 8, 4)
  wav.write('WAVEfmt ', 8)
  wav.writeUInt32LE(16, 16)
  wav.writeUInt16LE(1, 20)
  wav.writeUInt16LE(1, 22)
  wav.writeUInt32LE(8000, 24)
  wav.writeUInt32LE(8000, 28)
  wav.writeUInt16LE(1, 32)
  wav.writeUInt16LE(8, 34)
  wav.write('data', 36)
  wav.writeUInt32LE(60, 40)
  return wav.fill(128, 44)
}

const EVIL_SVG = `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40" onload="document.title='ran'">
  <script>document.title = 'ran'; fetch('/api/v1/config')</script>
  <image href="/api/v1/config" width="40" height="40"/><rect width="40" height="40" fill="green"/></svg>`
const EVIL_TEXT = '<img src=x onerror="document.title=1"><script>document.title = 1</script>'

/** The frame of a look, once it shows what it was given. */
async function lookAt(page: Page, name: string): Promise<Frame> {
  await page.getByRole('button', { name: `Look inside ${name}` }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toBeVisible()
  const confirm = dialog.getByRole('button', { name: 'Look inside' })
  if (await confirm.isVisible()) await confirm.click()
  await expect(dialog.getByRole('status')).toBeHidden()
  const frame = page.frames().find((each) => each.url().endsWith('/look/frame.html'))
  if (frame === undefined) throw new Error('no frame')
  return frame
}

async function closeLook(page: Page): Promise<void> {
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
}

test('text, pictures, sound and PDF can be looked at within one download, and saved after it', async ({
  page,
  scratch,
}) => {
  const files = {
    'a.txt': 'Grüße\n',
    'b.svg': EVIL_SVG,
    'c.wav': tinyWav(),
    'd.pdf': tinyPdf(),
    'e.html': EVIL_TEXT,
    'f.png': 'no picture',
  }
  for (const [name, content] of Object.entries(files)) writeFileSync(join(scratch, name), content)
  const link = await send(page, { files: Object.keys(files).map((name) => join(scratch, name)) })
  await page.goto('about:blank')
  await page.goto(link)
  await page.getByRole('button', { name: 'Look inside a.txt' }).click()
  await expect(page.getByRole('dialog')).toContainText('uses up a download')
  // A button of its own, not one of the row that it was opened from.
  const close = await page.getByRole('dialog').getByRole('button', { name: 'Close' }).boundingBox()
  expect(close?.height).toBeGreaterThanOrEqual(44)
  await closeLook(page)
  await expect(page.getByText('1 download left')).toBeVisible()

  const text = await lookAt(page, 'a.txt')
  await expect(text.locator('pre')).toHaveText('Grüße')
  await closeLook(page)

  const picture = await lookAt(page, 'b.svg')
  await expect(picture.locator('img')).toHaveJSProperty('naturalWidth', 40)
  expect(await picture.title()).toBe('Look inside')
  await closeLook(page)

  await expect((await lookAt(page, 'c.wav')).locator('audio')).toHaveJSProperty('readyState', 4)
  await closeLook(page)

  const pdf = await lookAt(page, 'd.pdf')
  const drawn = pdf.getByRole('img', { name: /Page 1\. Galanthus/ })
  await expect(drawn).toBeVisible()
  const dark = await drawn.evaluate((canvas: HTMLCanvasElement) => {
    const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? []
    return Array.from(pixels).filter((value, at) => at % 4 === 0 && value < 128).length
  })
  expect(dark).toBeGreaterThan(100)
  await closeLook(page)

  const source = await lookAt(page, 'e.html')
  await expect(source.locator('pre')).toHaveText(EVIL_TEXT)
  expect(await source.title()).toBe('Look inside')
  await closeLook(page)

  await page.getByRole('button', { name: 'Look inside f.png' }).click()
  await expect(page.getByRole('dialog').getByRole('alert')).toContainText('cannot be shown')
  await closeLook(page)

  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: /^download all/i }).click()
  await (await download).saveAs(join(scratch, 'all.zip'))
})

test('whatever runs in the frame finds nothing to take and no way to send it', async ({ page, scratch, app }) => {
  writeFileSync(join(scratch, 'a.txt'), 'x')
  const link = await send(page, { files: [join(scratch, 'a.txt')] })
  await page.goto('about:blank')
  await page.goto(link)
  const frame = await lookAt(page, 'a.txt')
  const asked: Request[] = []
  page.on('request', (request) => asked.push(request))
  // As if a fault in a parser ran a stranger's script there.
  const found = await frame.evaluate(async (origin) => {
    const refused = async (work: () => unknown) => {
      try {
        await work()
        return false
      } catch {
        return true
      }
    }
    const fails = (element: HTMLElement, source: string) =>
      new Promise<boolean>((resolve) => {
        element.onerror = () => resolve(true)
        element.onload = () => resolve(false)
        element.setAttribute('src', source)
        document.body.append(element)
      })
    return {
      origin: self.origin,
      parent: await refused(() => parent.document.title),
      address: await refused(() => parent.location.href),
      storage: await refused(() => localStorage.length),
      database: await refused(
        () =>
          new Promise((resolve, reject) => Object.assign(indexedDB.open('x'), { onsuccess: resolve, onerror: reject })),
      ),
      cookies: await refused(() => document.cookie),
      api: await refused(() => fetch(`${origin}/api/v1/config`)),
      elsewhere: await refused(() => fetch('http://127.0.0.1:9/')),
      socket: await refused(
        () =>
          new Promise((resolve, reject) =>
            Object.assign(new WebSocket('ws://127.0.0.1:9'), { onopen: resolve, onerror: reject }),
          ),
      ),
      // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call -- what a stranger's script would try
      text: await refused(() => new Function('return 1')()),
      picture: await fails(document.createElement('img'), `${origin}/icon.svg?secret`),
      script: await fails(document.createElement('script'), 'data:text/javascript,document.title=1'),
      opened: window.open(`${origin}/?secret`) === null,
    }
  }, app.url)
  const { origin, ...refused } = found
  expect(origin).toBe('null')
  expect(Object.entries(refused).filter(([, isRefused]) => !isRefused)).toEqual([])
  // Nor does it lead its visitor away: the page, and then itself.
  await frame.evaluate((to) => void (top!.location.href = to), `${app.url}/?secret`).catch(() => {})
  await page.waitForTimeout(300)
  expect(page.url()).toContain('/d')
  await frame.evaluate((to) => void (location.href = to), 'http://127.0.0.1:9/?secret').catch(() => {})
  await page.waitForTimeout(300)
  expect(page.url()).toContain('/d')
  // What the policy stops is told as a request that failed by it, and never leaves the browser.
  const left = asked.filter((request) => request.failure()?.errorText !== 'csp').map((request) => request.url())
  // The page itself may still be loading its own code.
  const isOwn = (url: string) => url.startsWith('blob:') || /^\/_next\/static\/[\w/-]+\.js$/.test(new URL(url).pathname)
  expect(left.filter((url) => !isOwn(url))).toEqual([])
})

test('the frame speaks the language of the page', async ({ page, scratch }) => {
  writeFileSync(join(scratch, 'a.pdf'), tinyPdf())
  const link = await send(page, { files: [join(scratch, 'a.pdf')] })
  await page.goto('about:blank')
  await page.goto(link.replace('#', '?lang=de#'))
  await page.getByRole('button', { name: 'In a.pdf hineinsehen' }).click()
  await page.getByRole('dialog', { name: 'Inhalt von a.pdf' }).getByRole('button', { name: 'Hineinsehen' }).click()
  const frame = page.frameLocator('iframe')
  await expect(frame.getByRole('img', { name: /^Seite 1\. Galanthus/ })).toBeVisible()
  await expect(frame.locator('html')).toHaveAttribute('lang', 'de')
})

test('opened by itself, the frame is of no origin either', async ({ page }) => {
  await page.goto('/look/frame.html')
  expect(await page.evaluate(() => self.origin)).toBe('null')
})
