import { join } from 'node:path'
import { storeDrop } from '../cli/stored-drop.ts'
import { expect, send, test, writeRandomFile } from './fixtures.ts'

test('a cut-off link says so, before any request about it', async ({ page }) => {
  const asked: string[] = []
  page.on('request', (request) => asked.push(new URL(request.url()).pathname))
  await page.goto('/d#abcdef')
  await expect(page.getByText(/cut off|incomplete|not complete|mistyped/i).first()).toBeVisible()
  expect(asked.filter((path) => path.startsWith('/api/v1/links'))).toEqual([])
})

test('a slip in the code is caught by its checksum', async ({ page, scratch }) => {
  await writeRandomFile(join(scratch, 'a.bin'), 10)
  const link = await send(page, { files: [join(scratch, 'a.bin')] })
  // Of another secret the checksum would be right once in 1,024; the last character but one holds bits of nothing but it.
  const at = link.length - 2
  const slip = link.slice(0, at) + (link[at] === 'A' ? 'B' : 'A') + link.slice(at + 1)
  await page.goto('about:blank')
  await page.goto(slip)
  await expect(page.getByText(/cut off|incomplete|not complete|mistyped/i).first()).toBeVisible()
})

test('without a code the page asks for one and takes a pasted link', async ({ page, scratch }) => {
  await writeRandomFile(join(scratch, 'typed.bin'), 10)
  const link = await send(page, { files: [join(scratch, 'typed.bin')] })
  await page.goto('/d')
  await page.getByRole('combobox').fill(link)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('region', { name: 'Files' })).toContainText('typed.bin')
})

test('a link that never existed says that nothing is known', async ({ page, scratch, app }) => {
  await writeRandomFile(join(scratch, 'a.bin'), 10)
  const link = await send(page, { files: [join(scratch, 'a.bin')] })
  await page.route('**/api/v1/links/*', (route) =>
    route.continue({ url: `${app.url}/api/v1/links/AAAAAAAAAAAAAAAAAAAAAA` }),
  )
  await page.goto('about:blank')
  await page.goto(link)
  await expect(page.getByRole('heading', { name: /not found|no drop|nothing|unknown/i })).toBeVisible()
})

test('an expired link says since when, and takes nothing with it', { tag: '@browsers' }, async ({ page, app }) => {
  const bytes = new TextEncoder().encode('too late')
  const { link } = await storeDrop(app.url, { files: [{ path: 'late.txt', bytes }], expiresIn: 1 })
  await expect(async () => {
    await page.goto('about:blank')
    await page.goto(link)
    await expect(page.getByRole('heading', { name: 'This link has expired' })).toBeVisible({ timeout: 2000 })
  }).toPass()
  await expect(page.getByText(/it expired on/i)).toBeVisible()
  await expect(page.getByRole('button', { name: /^download/i })).toHaveCount(0)
})

test('while the only download runs elsewhere, the page says when it may come free', async ({
  page,
  scratch,
  browser,
}) => {
  await writeRandomFile(join(scratch, 'held.bin'), 10)
  const link = await send(page, { files: [join(scratch, 'held.bin')] })
  const other = await browser.newPage()
  await other.goto(link)
  await expect(other.getByRole('button', { name: /^download/i })).toBeVisible()
  // Claims, and never goes on: the lease holds the only place.
  await other.route('**/blobs/**', () => {})
  await other.context().route('**/blobs/**', () => {})
  await other.getByRole('button', { name: /^download/i }).click()
  await expect(other.getByRole('button', { name: /cancel/i })).toBeVisible()
  await page.goto('about:blank')
  await page.goto(link)
  await expect(page.getByText(/being downloaded|downloading (it )?(right )?now/i).first()).toBeVisible()
  await other.close()
})
