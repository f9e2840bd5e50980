import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, firefox, type Page } from '@playwright/test'
import * as fixtures from '../browser/fixtures.ts'
import * as browsers from '../browsers.ts'
import { expect, MiB, receive, send, sha256, test, writeRandomFile } from './fixtures.ts'

test.setTimeout(300_000)

/** A page of a browser that Playwright drives, for as long as `work` takes. */
async function inPage<T>(which: 'chromium' | 'firefox', work: (page: Page) => Promise<T>): Promise<T> {
  const { channel, launchOptions } = browsers.firefox()
  const browser = await (which === 'chromium'
    ? chromium.launch(browsers.chromium.launchOptions)
    : firefox.launch({ channel, ...launchOptions }))
  try {
    return await work(await browser.newPage({ acceptDownloads: true, locale: 'en-GB' }))
  } finally {
    await browser.close()
  }
}

async function receiveIn(page: Page, link: string, folder: string): Promise<string> {
  await fixtures.open(page, link)
  return (await fixtures.receive(page, folder)).path
}

/** The SHA-256 of each file below a folder, by its path there. */
async function hashes(folder: string): Promise<Record<string, string>> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const paths = files.map((entry) => join(entry.parentPath, entry.name))
  return Object.fromEntries(
    await Promise.all(paths.map(async (path) => [path.slice(folder.length + 1), await sha256(path)] as const)),
  )
}

test('a folder that Chromium sent arrives in Firefox and in WebKit', async ({ webkit, app, scratch }) => {
  const folder = join(scratch, 'papers')
  mkdirSync(join(folder, 'box 1'), { recursive: true })
  writeFileSync(join(folder, 'empty.txt'), '')
  writeFileSync(join(folder, 'box 1', 'Ω notes.txt'), 'nothing to see\n'.repeat(100))
  await writeRandomFile(join(folder, 'box 1', 'scan.bin'), 20 * MiB)
  const link = await inPage('chromium', (page) => fixtures.send(page, { folder, downloads: '2' }, app.url))
  const zips = [await inPage('firefox', (page) => receiveIn(page, link, scratch)), await receive(webkit, link)]
  for (const [at, zip] of zips.entries()) {
    const out = join(scratch, `out ${at}`)
    execFileSync('/usr/bin/python3', ['-m', 'zipfile', '-e', zip, out])
    expect(await hashes(join(out, 'papers'))).toEqual(await hashes(folder))
  }
})

test('what Firefox or WebKit sent arrives in Chromium and in each other', async ({ webkit, app, scratch }) => {
  const file = join(scratch, 'film.bin')
  await writeRandomFile(file, 40 * MiB)
  const links = [
    await inPage('firefox', (page) => fixtures.send(page, { files: [file], downloads: '2' }, app.url)),
    await send(webkit, app.url, [file], '2'),
  ]
  const expected = await sha256(file)
  await inPage('chromium', async (page) => {
    for (const link of links) expect(await sha256(await receiveIn(page, link, scratch))).toBe(expected)
  })
  const [ofFirefox = '', ofWebKit = ''] = links
  expect(await sha256(await receive(webkit, ofFirefox))).toBe(expected)
  const inFirefox = await inPage('firefox', (page) => receiveIn(page, ofWebKit, scratch))
  expect(await sha256(inFirefox)).toBe(expected)
})
