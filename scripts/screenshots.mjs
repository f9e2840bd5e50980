// Draws the pictures of the README from the gallery, and the bitmap icon from the drawn one: `node scripts/run.mjs
// --development screenshots.mjs`.
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
const emblem = readFileSync(join(root, 'app/icon.svg'), 'utf8')
/**
 * Systems round the corners of some icons themselves: there the ground goes up to the edge, and the emblem stands as
 * far inside as `inset` says, in percent.
 */
const icons = [
  { file: 'app/apple-icon.png', size: 180, ground: '#1d6a45', inset: 0 },
  { file: 'public/icons/app-192.png', size: 192, ground: 'transparent', inset: 0 },
  { file: 'public/icons/app-512.png', size: 512, ground: 'transparent', inset: 0 },
  { file: 'public/icons/app-maskable-512.png', size: 512, ground: '#1d6a45', inset: 10 },
]
mkdirSync(join(root, 'public/icons'), { recursive: true })
for (const { file, size, ground, inset } of icons) {
  const page = await browser.newPage({ viewport: { width: size, height: size } })
  await page.setContent(
    `<style>body{margin:0;background:${ground}}svg{display:block;box-sizing:border-box;width:${size}px;padding:${inset}%}</style>${emblem}`,
  )
  await page.screenshot({ path: join(root, file), omitBackground: true })
}
await browser.close()
close()
