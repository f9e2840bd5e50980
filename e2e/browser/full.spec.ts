import { join } from 'node:path'
import { startApp } from '../servers/app-server.ts'
import { choose, expect, MiB, send, test, writeRandomFile } from './fixtures.ts'

test('where all drops together hold as much as is allowed, an upload waits, and goes on once there is room', async ({
  browser,
  scratch,
}) => {
  const app = await startApp({ SNOWDROP_STORAGE_MAX: '5 MiB' })
  const [first, second] = [await browser.newPage(), await browser.newPage()]
  try {
    const file = join(scratch, 'three.bin')
    await writeRandomFile(file, 3 * MiB)
    await send(first, { files: [file] }, app.url)

    await second.goto(`${app.url}/`)
    await choose(second, { files: [file] })
    await second.getByRole('button', { name: /create link/i }).click()
    await expect(second.getByText(/storage is full/i).first()).toBeVisible()

    await first.getByRole('button', { name: /^delete/i }).click()
    await first
      .getByRole('button', { name: /^(yes, )?delete/i })
      .last()
      .click()
    await expect(first.getByRole('heading', { name: /deleted|gone/i })).toBeVisible()
    // Room comes with the bytes' deletion, a moment after the drop's end.
    const link = second.getByRole('textbox', { name: /link/i })
    const again = second.getByRole('button', { name: /try again/i })
    await expect(async () => {
      if (await again.isVisible()) await again.click()
      await expect(link).toHaveValue(/\/d#[A-Za-z0-9_-]{24}$/, { timeout: 2000 })
    }).toPass({ timeout: 40_000 })
  } finally {
    await Promise.all([first.close(), second.close()])
    await app.destroy()
  }
})
