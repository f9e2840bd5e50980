import { join } from 'node:path'
import { choose, expect, open, receive, sha256, test, writeRandomFile } from './fixtures.ts'

test.describe.configure({ timeout: 120_000 })

const names = ['Ada', 'Grace', 'Mary', 'Rosalind', 'Émilie']

test('one link per recipient, all at once; one is ended, and the others open still', async ({
  page,
  scratch,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const file = join(scratch, 'plans.bin')
  await writeRandomFile(file, 300_000)
  await page.goto('/')
  await choose(page, { files: [file] })
  await page.getByText('More options').click()
  await page.getByLabel('One link per recipient').fill(names.join('\n'))
  await page.getByRole('button', { name: 'Create 5 links' }).click()

  const list = page.getByRole('list', { name: 'Links' })
  await expect(list.getByRole('listitem')).toHaveCount(5)
  await expect(list.getByRole('heading')).toHaveText(names)
  await page.getByRole('button', { name: 'Copy all 5 links' }).click()
  const lines = (await page.evaluate(() => navigator.clipboard.readText())).split('\n')
  expect(lines.map((line) => line.split(': ')[0])).toEqual(names)
  const links = lines.map((line) => line.slice(line.indexOf(': ') + 2))
  expect(new Set(links).size).toBe(5)

  await list.getByRole('button', { name: 'More: Grace' }).click()
  await list.getByRole('button', { name: 'End this link: Grace' }).click()
  await list.getByRole('button', { name: 'Yes, end it' }).click()
  await expect(list.getByRole('heading')).toHaveText(names.filter((name) => name !== 'Grace'))

  const other = await context.newPage()
  for (const [index, link] of links.entries()) {
    if (names[index] === 'Grace') {
      await other.goto('about:blank')
      await other.goto(link)
      await expect(other.getByRole('heading', { name: /sender (ended|deleted)/i })).toBeVisible()
    } else await open(other, link)
  }
  await open(other, links[4] ?? '')
  const received = await receive(other, scratch)
  expect(await sha256(received.path)).toBe(await sha256(file))
})

test('more links come without a second upload, and the one that is left goes on', async ({ page, scratch }) => {
  const file = join(scratch, 'once.bin')
  await writeRandomFile(file, 100_000)
  await page.goto('/')
  await choose(page, { files: [file] })
  await page.getByRole('button', { name: 'Create link' }).click()
  await expect(page.getByRole('button', { name: 'Add links' })).toBeVisible()
  let puts = 0
  page.on('request', (request) => {
    if (request.method() === 'PUT') puts += 1
  })
  await page.getByRole('button', { name: 'Add links' }).click()
  await page.getByRole('button', { name: 'Make link' }).click()
  const list = page.getByRole('list', { name: 'Links' })
  await expect(list.getByRole('listitem')).toHaveCount(2)
  expect(puts).toBe(0)
  await list.getByRole('button', { name: 'More: Link 1' }).click()
  await list.getByRole('button', { name: 'End this link: Link 1' }).click()
  await list.getByRole('button', { name: 'Yes, end it' }).click()
  // The one that is left is shown as a single link is.
  const field = page.getByRole('textbox', { name: /link/i })
  const left = await field.inputValue()
  await open(page, left)
  const received = await receive(page, scratch)
  expect(await sha256(received.path)).toBe(await sha256(file))
})
