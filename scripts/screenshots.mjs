// Draws the pictures of the README from the gallery, and the bitmap icon from the drawn one: `node scripts/run.mjs --development screenshots.mjs`.
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from '@playwright/test'
import { serveGallery } from './gallery.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = join(root, 'docs/screenshots')
const desk = { viewport: { width: 1280, height: 800 } }
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }
const pictures = [
  { file: 'send', page: 'send', name: 'empty', ...desk, colorScheme: 'light' },
  { file: 'ready', page: 'send', name: 'ready', ...desk, colorScheme: 'light' },
  { file: 'receive', page: 'receive', name: 'some files', ...desk, colorScheme: 'dark' },
  { file: 'phone', page: 'send', name: 'storing', ...phone, colorScheme: 'dark' },
]

mkdirSync(folder, { recursive: true })
const { url, close } = await serveGallery()
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--no-first-run',
  ],
})
for (const { file, page: which, name, ...device } of pictures) {
  // Without motion, so that a picture drawn again is the same picture.
  const context = await browser.newContext({ ...device, locale: 'en-GB', timezoneId: 'UTC', reducedMotion: 'reduce' })
  const page = await context.newPage()
  await page.goto(`${url}/?${new URLSearchParams({ page: which, name })}`)
  await page.evaluate(() => document.fonts.ready)
  await page.screenshot({ path: join(folder, `${file}.png`) })
  await context.close()
  console.log(`docs/screenshots/${file}.png`)
}
const icon = await browser.newPage({ viewport: { width: 180, height: 180 } })
// Systems round the corners themselves: the ground goes up to the edge.
await icon.setContent(
  `<style>body{margin:0;background:#1d6a45}svg{display:block;width:180px}</style>${readFileSync(join(root, 'app/icon.svg'), 'utf8')}`,
)
await icon.screenshot({ path: join(root, 'app/apple-icon.png') })
await browser.close()
close()
