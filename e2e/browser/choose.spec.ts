import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, MiB, open, send, sha256, test, writeRandomFile } from './fixtures.ts'

const names = ['a.bin', 'b.bin', 'c.bin', 'd.bin', 'e.bin']

/** Downloads what is ticked, and waits for the page's own word of success. */
async function download(page: Page, wanted: readonly string[], path: string): Promise<string> {
  for (const name of names) {
    const box = page.getByRole('checkbox', { name })
    if ((await box.isChecked()) !== wanted.includes(name)) await box.click()
  }
  const begun = page.waitForEvent('download')
  await page.getByRole('button', { name: new RegExp(`^download ${wanted.length} file`, 'i') }).click()
  const file = await begun
  await file.saveAs(path)
  await expect(page.getByRole('heading', { name: /saved|received|downloaded/i })).toBeVisible()
  return file.suggestedFilename()
}

/** The SHA-256 of each file in a zip, by name, as Python reads it. */
function hashesIn(zip: string): Record<string, string> {
  const script =
    'import sys,zipfile,json,hashlib\nz=zipfile.ZipFile(sys.argv[1])\nprint(json.dumps({n:hashlib.sha256(z.read(n)).hexdigest() for n in z.namelist()}))'
  return JSON.parse(execFileSync('python3', ['-c', script, zip], { encoding: 'utf8' })) as Record<string, string>
}

test('one file of five, then two more as a zip, and the server counts one download', async ({
  page,
  scratch,
  browser,
}) => {
  const files = names.map((name) => join(scratch, name))
  for (const [at, path] of files.entries()) await writeRandomFile(path, (at + 1) * 7 * MiB)
  const link = await send(page, { files, downloads: '2' })
  await open(page, link)

  const alone = join(scratch, 'alone')
  expect(await download(page, ['d.bin'], alone)).toBe('d.bin')
  expect(await sha256(alone)).toBe(await sha256(join(scratch, 'd.bin')))

  const zip = join(scratch, 'some.zip')
  expect(await download(page, ['a.bin', 'c.bin'], zip)).toMatch(/\.zip$/)
  expect(hashesIn(zip)).toEqual({
    'a.bin': await sha256(join(scratch, 'a.bin')),
    'c.bin': await sha256(join(scratch, 'c.bin')),
  })

  await page.getByRole('button', { name: 'I have all I need' }).click()
  await expect(page.getByRole('button', { name: 'I have all I need' })).toBeHidden()
  const stranger = await (await browser.newContext()).newPage()
  await open(stranger, link)
  await expect(stranger.getByText(/\b1 download left/)).toBeVisible()
  await stranger.context().close()
})
