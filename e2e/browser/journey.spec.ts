import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, receive, test, writeRandomFile } from './fixtures.ts'

/** What stands in the place of a page that changes, as one reads it. */
async function wordsOn(page: Page): Promise<number> {
  const text = await page.getByRole('main').innerText()
  return text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length
}

// The figures of docs/decisions/015-clicks-and-words-side-by-side.md.
test('a file takes two clicks to a link, one to copy it, and one to be received', async ({
  page,
  context,
  scratch,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const file = join(scratch, 'report.pdf')
  await writeRandomFile(file, 1_000_000)
  await page.goto('/')
  const words = [await wordsOn(page)]
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: /choose files/i }).click()
  await (await chooser).setFiles(file)
  const create = page.getByRole('button', { name: /create link/i })
  await expect(create).toBeVisible()
  words.push(await wordsOn(page))
  await create.click()
  const copy = page.getByRole('button', { name: /^copy/i }).first()
  await expect(copy).toBeVisible()
  words.push(await wordsOn(page))
  await copy.click()
  const link = await page.evaluate(() => navigator.clipboard.readText())
  await page.goto('about:blank')
  await page.goto(link)
  await expect(page.getByRole('button', { name: /^download/i })).toBeVisible()
  words.push(await wordsOn(page))
  await receive(page, scratch)
  words.push(await wordsOn(page))
  test.info().annotations.push({ type: 'words', description: words.join(', ') })
  const most = [90, 65, 65, 70, 25]
  for (const [step, count] of words.entries())
    expect(count, `words of step ${step + 1}`).toBeLessThanOrEqual(most[step] ?? 0)
})
