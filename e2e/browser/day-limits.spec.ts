import { join } from 'node:path'
import { startApp } from '../servers/app-server.ts'
import { choose, expect, MiB, open, receive, send, test, writeRandomFile } from './fixtures.ts'

test('who has sent and received enough for a day hears when it goes on, and nothing is lost', async ({
  browser,
  scratch,
}) => {
  const app = await startApp({
    SNOWDROP_MAX_DROP_SIZE: '4 MiB',
    SNOWDROP_LIMIT_BYTES: '5 MiB',
    SNOWDROP_LIMIT_BYTES_RECEIVED: '5 MiB',
  })
  const page = await browser.newPage()
  try {
    const file = join(scratch, 'three.bin')
    await writeRandomFile(file, 3 * MiB)
    const link = await send(page, { files: [file], downloads: '5' }, app.url)
    await open(page, link)
    await receive(page, scratch)

    await open(page, link)
    await page.getByRole('button', { name: /^download/i }).click()
    await expect(page.getByRole('heading', { name: 'Download limit reached for today' })).toBeVisible()
    await open(page, link)
    await expect(page.getByText('4 downloads left')).toBeVisible()

    await page.goto(`${app.url}/`)
    await choose(page, { files: [file] })
    await page.getByRole('button', { name: /create link/i }).click()
    await expect(page.getByRole('heading', { name: 'Upload limit reached for today' })).toBeVisible()
    await expect(page.getByText('It continues by itself as soon as it can.')).toBeVisible()
    await page.getByRole('button', { name: 'Try again now' }).click()
    await expect(page.getByRole('heading', { name: 'Upload limit reached for today' })).toBeVisible()
  } finally {
    await page.close()
    await app.destroy()
  }
})
