import { join } from 'node:path'
import { startCutProxy } from '../servers/cut-proxy.ts'
import { choose, expect, open, receive, send, sha256, test, writeRandomFile } from './fixtures.ts'

const NO_CONNECTION = { name: 'No connection' }

test('where the code that sends cannot be loaded, what was chosen is kept, and sent when it can be', {
  tag: '@browsers',
}, async ({ page, app, scratch }) => {
  const proxy = await startCutProxy(app.url)
  const file = join(scratch, 'kept.bin')
  await writeRandomFile(file, 50_000)
  const limits = page.waitForResponse('**/api/v1/config')
  await page.goto(proxy.url)
  await (await limits).finished()
  proxy.cut()
  await choose(page, { files: [file] })
  await expect(page.getByRole('heading', NO_CONNECTION)).toBeVisible()
  await page.getByText('1 file').click()
  await expect(page.getByText('kept.bin')).toBeVisible()
  proxy.mend()
  // By itself, as the page says.
  await page.getByRole('button', { name: /create link/i }).click()
  const field = page.getByRole('textbox', { name: /link/i })
  await expect(field).toHaveValue(/#/)
  await open(page, await field.inputValue())
  expect(await sha256((await receive(page, scratch)).path)).toBe(await sha256(file))
  await proxy.close()
})

test('where the code that takes a drop cannot be loaded, nothing is used up, and a retry takes it', {
  tag: '@browsers',
}, async ({ page, app, scratch }) => {
  const proxy = await startCutProxy(app.url)
  const file = join(scratch, 'taken.bin')
  await writeRandomFile(file, 50_000)
  const { hash } = new URL(await send(page, { files: [file] }))
  await page.goto('about:blank')
  await page.goto(`${proxy.url}/d${hash}`)
  const button = page.getByRole('button', { name: /^download/i })
  await expect(button).toBeVisible()
  await page.waitForLoadState('networkidle')
  proxy.cut()
  await button.click()
  await expect(page.getByRole('heading', NO_CONNECTION)).toBeVisible()
  await expect(page.getByText(/your place is kept/i)).toBeHidden()
  proxy.mend()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: /try again/i }).click()
  const path = join(scratch, 'received')
  await (await download).saveAs(path)
  await expect(page.getByRole('heading', { name: /saved|received|downloaded/i })).toBeVisible()
  expect(await sha256(path)).toBe(await sha256(file))
  await proxy.close()
})

test('where the code that opens links cannot be loaded, a retry opens what was typed', {
  tag: '@browsers',
}, async ({ page, app, scratch }) => {
  const proxy = await startCutProxy(app.url)
  const file = join(scratch, 'typed.bin')
  await writeRandomFile(file, 1000)
  const { hash } = new URL(await send(page, { files: [file] }))
  await page.goto('about:blank')
  await page.goto(`${proxy.url}/d`)
  const field = page.getByLabel('Link, code or eleven words')
  await expect(field).toBeVisible()
  await page.waitForLoadState('networkidle')
  proxy.cut()
  await field.pressSequentially(hash.slice(1))
  await field.press('Enter')
  await expect(page.getByRole('heading', NO_CONNECTION)).toBeVisible()
  proxy.mend()
  await page.getByRole('button', { name: /try again/i }).click()
  await expect(page.getByText('typed.bin').first()).toBeVisible()
  await proxy.close()
})

test('what the instance allows is asked again where it could not be, once somebody is about to send', {
  tag: '@browsers',
}, async ({ page }) => {
  await page.route('**/api/v1/config', (route) => route.abort())
  const failed = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/config'))
  await page.goto('/')
  await failed
  const limit = page.getByText(/up to [\d.]+ GB/)
  await expect(limit).toBeHidden()
  await page.unroute('**/api/v1/config')
  await expect(async () => {
    await page.getByRole('button', { name: /choose files/i }).press('Shift')
    await expect(limit).toBeVisible({ timeout: 500 })
  }).toPass()
})
