import { join } from 'node:path'
import type { Page, Request } from '@playwright/test'
import { type AppServer, startApp } from '../servers/app-server.ts'
import { issueTicket } from '../servers/issue-ticket.ts'
import { test as base, choose, expect, MiB, open, receive, send, sha256, writeRandomFile } from './fixtures.ts'

/** An instance that takes uploads by ticket, for all tests of a worker. */
const test = base.extend<object, { site: AppServer }>({
  site: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern
    async ({}, use) => {
      const site = await startApp({ SNOWDROP_UPLOADS: 'ticket' })
      await use(site)
      await site.destroy()
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  baseURL: async ({ site }, use) => use(site.url),
})

const issue = ({ dataDir }: AppServer, terms: Parameters<typeof issueTicket>[1] = {}) =>
  issueTicket(`file:${join(dataDir, 'snowdrop.db')}`, terms)
const field = (page: Page) => page.getByRole('textbox', { name: 'Upload ticket' })
const held = (page: Page) => page.getByRole('group', { name: 'Upload ticket' })
const linkField = (page: Page) => page.getByRole('textbox', { name: /link/i })

async function type(page: Page, ticket: string): Promise<void> {
  await field(page).fill(ticket)
  await page.getByRole('button', { name: 'Use ticket' }).click()
}

test('a ticket in a link is taken out of the address bar, remembered, shown, and forgotten', async ({
  page,
  site,
  scratch,
}) => {
  const ticket = await issue(site, { label: 'Site visits', drops: 2, bytes: 10_000_000 })
  const requests: Request[] = []
  const answered: Request[] = []
  page.on('request', (request) => requests.push(request))
  // Of one that was given up nobody ever says what its headers were.
  page.on('requestfinished', (request) => answered.push(request))
  await page.goto(`${site.url}/#ticket=${ticket}`)
  await expect(held(page)).toContainText('Site visits')
  await expect(held(page)).toContainText('2 drops and 10 MB left')
  expect(page.url()).toBe(`${site.url}/`)
  const file = join(scratch, 'a.bin')
  await writeRandomFile(file, MiB)
  // A reload has it from the browser.
  const link = await send(page, { files: [file] }, site.url)
  await open(page, link)
  expect(await sha256((await receive(page, scratch)).path)).toBe(await sha256(file))

  await page.goto(`${site.url}/`)
  await expect(held(page)).toContainText('1 drop and 9 MB left')
  expect(await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie])).toEqual([0, 0, ''])
  for (const request of requests) expect(request.url()).not.toContain(ticket)
  for (const request of answered) expect((await request.allHeaders()).referer ?? '').not.toContain(ticket)
  await page.getByRole('button', { name: 'Forget this ticket' }).click()
  await expect(field(page)).toBeVisible()
  await page.reload()
  await expect(field(page)).toBeVisible()
  // A link that is pasted into the open page.
  await page.evaluate((hash) => location.assign(hash), `#ticket=${ticket}`)
  await expect(held(page)).toBeVisible()
  expect(page.url()).toBe(`${site.url}/`)
})

test('what was chosen stays while a ticket is typed, mistyped, unknown, ended and used up', async ({
  page,
  site,
  scratch,
}) => {
  const [good, ended, used] = [await issue(site), await issue(site, { isEnded: true }), await issue(site, { drops: 1 })]
  const file = join(scratch, 'wanted.bin')
  await writeRandomFile(file, 3 * MiB)
  await page.goto(`${site.url}/#ticket=${used}`)
  await expect(held(page)).toBeVisible()
  await send(page, { files: [file] }, site.url)
  await page
    .getByRole('button', { name: /send something else|another/i })
    .first()
    .click()
  await page.goto(`${site.url}/`)
  const alert = page.getByRole('alert').filter({ hasText: /\S/ })
  await expect(alert).toContainText('This ticket is used up')

  await choose(page, { files: [file] })
  await expect(page.getByRole('heading', { name: 'First, your ticket.' })).toBeVisible()
  await expect(page.getByText('wanted.bin')).toBeVisible()
  const slip = good.startsWith('7') ? '8' : '7'
  await type(page, slip + good.slice(1))
  await expect(alert).toContainText('cut off or mistyped')
  await type(page, '00000-00000-00000-00000-00000')
  await expect(alert).toContainText('This site does not know it')
  await type(page, ended)
  await expect(alert).toContainText('This ticket has ended')
  await type(page, good.toLowerCase().replaceAll('-', ' '))
  await page.getByRole('button', { name: /create link/i }).click()
  await expect(linkField(page)).toHaveValue(/\/d#[A-Za-z0-9_-]{24}$/, { timeout: 60_000 })
})

test('a note waits for its ticket, too', async ({ page, site }) => {
  const ticket = await issue(site)
  await page.goto(`${site.url}/`)
  await expect(field(page)).toBeVisible()
  await page.getByRole('radio', { name: /note/i }).check({ force: true })
  await page.getByRole('textbox', { name: 'Note' }).fill('The safe is behind the north wall.')
  await page.getByRole('button', { name: /create link/i }).click()
  await expect(page.getByRole('heading', { name: 'First, your ticket.' })).toBeVisible()
  await type(page, ticket)
  await expect(linkField(page)).toHaveValue(/#/, { timeout: 60_000 })
})

test('more than the ticket holds is refused before it is sent, and less goes', async ({ page, site, scratch }) => {
  const ticket = await issue(site, { bytes: 2_000_000 })
  const [small, large] = [join(scratch, 'small.bin'), join(scratch, 'large.bin')]
  await writeRandomFile(small, MiB)
  await writeRandomFile(large, 3 * MiB)
  await page.goto(`${site.url}/#ticket=${ticket}`)
  await expect(held(page)).toBeVisible()
  await choose(page, { files: [large] })
  await expect(page.getByRole('alert').filter({ hasText: /\S/ })).toContainText('It has 2 MB left')
  await choose(page, { files: [small] })
  await page.getByRole('button', { name: /create link/i }).click()
  await expect(linkField(page)).toHaveValue(/#/, { timeout: 60_000 })
})

test('an upload that began goes on after a reload, within its ticket', async ({ page, site, scratch }) => {
  const ticket = await issue(site, { drops: 1, bytes: 60_000_000 })
  const file = join(scratch, 'goes-on.bin')
  await writeRandomFile(file, 40 * MiB)
  await page.goto(`${site.url}/#ticket=${ticket}`)
  await expect(held(page)).toBeVisible()
  await choose(page, { files: [file] })
  await expect(page.getByText(/33\.\d MB of 41\.\d MB/)).toBeVisible({ timeout: 60_000 })
  page.on('dialog', (dialog) => void dialog.accept())
  await page.goto(`${site.url}/`)
  const card = page.getByRole('region', { name: 'Cut off' })
  await expect(card).toBeVisible()
  const chooser = page.waitForEvent('filechooser')
  await card.getByRole('button', { name: 'Go on' }).click()
  await (await chooser).setFiles([file])
  await page.getByRole('button', { name: /create link/i }).click()
  await expect(linkField(page)).toHaveValue(/#/, { timeout: 60_000 })
})

test('a closed site says so, and receiving works', async ({ browser, scratch }) => {
  const site = await startApp()
  const page = await browser.newPage()
  try {
    const file = join(scratch, 'before.bin')
    await writeRandomFile(file, MiB)
    const link = await send(page, { files: [file] }, site.url)
    await site.stop()
    const closed = await startApp({ SNOWDROP_UPLOADS: 'closed' }, site)
    try {
      await page.goto(`${closed.url}/`)
      await expect(page.getByRole('heading', { name: 'This site takes no uploads.' })).toBeVisible()
      await expect(page.getByRole('button', { name: /choose files/i })).toHaveCount(0)
      await page.getByRole('link', { name: 'Receive something' }).click()
      await expect(page).toHaveURL(/\/d$/)
      await open(page, link)
      expect(await sha256((await receive(page, scratch)).path)).toBe(await sha256(file))
    } finally {
      await closed.stop('SIGKILL')
    }
  } finally {
    await page.close()
    await site.destroy()
  }
})
