import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import Database from 'better-sqlite3'
import { call, randomToken } from '../server/api-client.ts'
import type { AppServer } from '../servers/app-server.ts'
import { expect, open, receive, send, test, writeRandomFile } from './fixtures.ts'
import { type KeptJson, keep, sendByApi, visibleTraces } from './sent.fixture.ts'

const linkOf = (app: AppServer, drop: KeptJson, index = 0): string => `${app.url}/d#${drop.links[index]?.code ?? ''}`

/** A drop's place in the list, and a link's in that. */
const card = (page: Page, name: string): Locator => page.getByRole('article', { name })
const row = (page: Page, name: string, link: string): Locator =>
  card(page, name)
    .getByRole('listitem')
    .filter({ has: page.getByRole('heading', { name: link, exact: true }) })

async function manage(page: Page, name: string, link: string): Promise<Locator> {
  const item = row(page, name, link)
  await item.getByRole('button', { name: `Manage: ${link}` }).click()
  return item
}

test('the list follows a link from unopened to used up, and both browsers see the same', async ({
  page,
  browser,
  app,
  scratch,
}) => {
  const drop = await sendByApi(app.url, 'plan.txt', { maxDownloads: 1 })
  await keep(page, drop)
  const item = row(page, 'plan.txt', 'Link')
  await expect(item).toContainText('Not opened yet')
  await expect(item).toContainText('1 download left')

  const receiver = await browser.newPage()
  await open(receiver, linkOf(app, drop))
  await expect(item).toContainText('Opened, not downloaded yet')
  // What was handed out and is not read yet: the download runs.
  await receiver.context().route('**/blobs/**', () => {})
  await receiver.getByRole('button', { name: /^download/i }).click()
  await expect(item).toContainText('Being downloaded now')
  await receiver.context().unroute('**/blobs/**')
  await receiver.close()

  const again = await sendByApi(app.url, 'other.txt', { maxDownloads: 1 })
  await keep(page, again)
  const other = await browser.newPage()
  await open(other, linkOf(app, again))
  await receive(other, scratch)
  await expect(row(page, 'other.txt', 'Link')).toContainText('Used up, downloaded 1 of 1')
  await expect(card(page, 'other.txt')).toContainText(/over, and its bytes are gone/i)
  await row(page, 'other.txt', 'Link').getByRole('button', { name: 'History: Link' }).click()
  await expect(row(page, 'other.txt', 'Link')).toContainText('Download started')
  await other.close()
})

test('labelled links are added, changed, renamed and ended one by one', async ({ page, browser, app }) => {
  const drop = await sendByApi(app.url, 'offer.txt')
  await keep(page, drop)
  await page.getByRole('button', { name: 'More links: offer.txt' }).click()
  await page.getByRole('textbox', { name: /for whom/i }).fill('Ada\nGrace\n')
  await page.getByRole('button', { name: 'Make 2 links' }).click()
  await expect(row(page, 'offer.txt', 'Grace')).toContainText('Not opened yet')

  const ada = await manage(page, 'offer.txt', 'Ada')
  await ada.getByLabel('Downloads').selectOption({ label: '10' })
  await ada.getByLabel('Expires').selectOption({ label: '7 days from now' })
  await ada.getByRole('textbox', { name: /^name/i }).fill('Ada Lovelace')
  await ada.getByRole('button', { name: 'Save changes' }).click()
  const renamed = row(page, 'offer.txt', 'Ada Lovelace')
  await expect(renamed).toContainText('10 downloads left')
  const { body } = await call(app.url, 'GET', `/drops/${drop.id}`, drop.owner)
  const links = body.links as { maxDownloads: number; expiresAt: number }[]
  const changed = links.find(({ maxDownloads }) => maxDownloads === 10)
  expect(Math.round(((changed?.expiresAt ?? 0) - Date.now()) / 86_400_000)).toBe(7)

  // The second of two fails: what was made stays, and another try makes only what is missing.
  let adds = 0
  await page.route(`**/drops/${drop.id}/links`, (route) => ((adds += 1) === 2 ? route.abort() : route.continue()))
  await page.getByRole('button', { name: 'More links: offer.txt' }).click()
  const names = page.getByRole('textbox', { name: /for whom/i })
  await names.fill('Mary\nJoan')
  await page.getByRole('button', { name: 'Make 2 links' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'server cannot be reached' })).toBeVisible()
  await expect(names).toHaveValue('Joan')
  await page.getByRole('button', { name: 'Make link' }).click()
  await expect(row(page, 'offer.txt', 'Joan')).toContainText('Not opened yet')
  await expect(row(page, 'offer.txt', 'Mary')).toHaveCount(1)

  const grace = await manage(page, 'offer.txt', 'Grace')
  await grace.getByRole('button', { name: 'End this link: Grace' }).click()
  await grace.getByRole('button', { name: 'Yes, end it' }).click()
  await expect(grace).toContainText('Ended by you, never downloaded')

  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await renamed.getByRole('button', { name: /^copy link/i }).click()
  const copied = await page.evaluate(() => navigator.clipboard.readText())
  const receiver = await browser.newPage()
  await open(receiver, copied)
  await expect(receiver.getByText('offer.txt').first()).toBeVisible()
  await receiver.close()
  await page.reload()
  await expect(row(page, 'offer.txt', 'Ada Lovelace')).toContainText('Opened, not downloaded yet')
})

test('a further link may ask for a password', async ({ page, browser, app }) => {
  await keep(page, await sendByApi(app.url, 'guarded.txt'))
  await page.getByRole('button', { name: 'More links: guarded.txt' }).click()
  await page.getByRole('textbox', { name: /for whom/i }).fill('With care')
  await page
    .getByRole('form', { name: 'More links' })
    .getByLabel(/^password/i)
    .fill('schneeglöckchen')
  await page.getByRole('button', { name: 'Make link' }).click()
  const item = row(page, 'guarded.txt', 'With care')
  await expect(item).toContainText('password')
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await item.getByRole('button', { name: /^copy link/i }).click()
  const receiver = await browser.newPage()
  await receiver.goto(await page.evaluate(() => navigator.clipboard.readText()))
  await receiver.getByLabel(/^password/i).fill('schneeglöckchen')
  await receiver.keyboard.press('Enter')
  await expect(receiver.getByText('guarded.txt').first()).toBeVisible()
  await receiver.close()
})

test('what is sent from the page is in the list, and is not while the list is switched off', async ({
  page,
  app,
  scratch,
}) => {
  const [kept, unkept] = [join(scratch, 'kept.bin'), join(scratch, 'unkept.bin')]
  await writeRandomFile(kept, 200_000)
  await writeRandomFile(unkept, 10)
  const link = await send(page, { files: [kept], downloads: '5' })
  await page.getByRole('navigation').getByRole('link', { name: 'Sent' }).click()
  const item = row(page, 'kept.bin', 'Link')
  await expect(item).toContainText('Not opened yet')
  await expect(item).toContainText('5 downloads left')
  await expect(card(page, 'kept.bin')).toContainText('1 file, 200 kB')
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await item.getByRole('button', { name: /^copy link/i }).click()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link)

  await page.getByRole('switch', { name: /keep a list/i }).click()
  await expect(page.getByRole('switch', { name: /keep a list/i })).not.toBeChecked()
  await send(page, { files: [unkept] })
  await page.goto(`${app.url}/sent`)
  await expect(card(page, 'kept.bin')).toBeVisible()
  await expect(page.getByText('unkept.bin')).toHaveCount(0)
})

test('a link is shown as the words that open it', async ({ page, app }) => {
  const drop = await sendByApi(app.url, 'spoken.txt')
  await keep(page, drop)
  const item = await manage(page, 'spoken.txt', 'Link')
  await item.getByRole('button', { name: 'As words: Link' }).click()
  const list = item.getByRole('list', { name: 'Link as words' }).getByRole('listitem')
  await expect(list).toHaveCount(11)
  const words = await list.allInnerTexts()
  await page.goto('/d')
  await page.getByRole('textbox').or(page.getByRole('combobox')).first().fill(words.join(' '))
  await page.keyboard.press('Enter')
  await expect(page.getByText('spoken.txt').first()).toBeVisible()
})

/** The server slows guesses down, so that a hundred take days: the rest of them is written into its database. */
function freeze(app: AppServer, locator: string): void {
  const file = readdirSync(app.dataDir).find((name) => /\.(db|sqlite3?)$/.test(name)) ?? ''
  const database = new Database(join(app.dataDir, file))
  const { changes } = database.prepare('UPDATE "Link" SET "wrongTries" = 100 WHERE "locator" = ?').run(locator)
  database.close()
  expect(changes).toBe(1)
}

test('wrong tries are told, and a frozen link goes on when its sender says so', async ({ page, browser, app }) => {
  const drop = await sendByApi(app.url, 'frozen.txt')
  await keep(page, drop)
  const { locator = '' } = drop.links[0] ?? {}
  for (let tries = 0; tries < 3; tries += 1) await call(app.url, 'POST', `/links/${locator}/open`, randomToken())
  const item = row(page, 'frozen.txt', 'Link')
  await expect(item).toContainText('3 wrong passwords were tried')
  freeze(app, locator)
  await expect(item).toContainText('Frozen by wrong passwords')
  const receiver = await browser.newPage()
  await receiver.goto(linkOf(app, drop))
  await expect(receiver.getByRole('heading', { name: /frozen/i })).toBeVisible()
  await item.getByRole('button', { name: 'Unfreeze' }).click()
  await expect(item).toContainText('Not opened yet')
  await expect(item).not.toContainText('wrong password')
  await open(receiver, linkOf(app, drop))
  await receiver.close()
})

test('a drop is deleted after one more question, in place, and then forgotten', async ({
  page,
  browser,
  app,
  stored,
}) => {
  const before = await stored()
  const drop = await sendByApi(app.url, 'regret.txt')
  await keep(page, drop)
  page.on('dialog', () => {
    throw new Error('no dialogs of the browser')
  })
  const item = card(page, 'regret.txt')
  await item.getByRole('button', { name: 'Delete: regret.txt' }).click()
  await item.getByRole('button', { name: 'Keep it' }).click()
  await expect(item.getByRole('button', { name: 'Delete: regret.txt' })).toBeFocused()
  await expect(row(page, 'regret.txt', 'Link')).toContainText('Not opened yet')
  await item.getByRole('button', { name: 'Delete: regret.txt' }).click()
  await item.getByRole('button', { name: 'Yes, delete all' }).click()
  await expect(row(page, 'regret.txt', 'Link')).toContainText('Ended by you')
  await expect(item).toContainText(/its bytes are gone/i)
  await expect.poll(async () => (await stored()).filter((part) => !before.includes(part))).toEqual([])
  const receiver = await browser.newPage()
  await receiver.goto(linkOf(app, drop))
  await expect(receiver.getByRole('heading', { name: /ended this link/i })).toBeVisible()
  await receiver.close()

  await item.getByRole('button', { name: 'Forget: regret.txt' }).click()
  await item.getByRole('button', { name: 'Yes, forget it' }).click()
  await expect(page.getByRole('heading', { name: 'Nothing sent yet.' })).toBeFocused()
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Nothing sent yet.' })).toBeVisible()
})

test('another tab follows, and the switch is remembered', async ({ page, app }) => {
  await keep(page, await sendByApi(app.url, 'shared.txt'))
  const other = await page.context().newPage()
  await other.goto('/sent')
  await expect(card(other, 'shared.txt')).toBeVisible()
  await page.getByRole('switch', { name: /keep a list/i }).click()
  await expect(other.getByRole('switch', { name: /keep a list/i })).not.toBeChecked()
  await page.getByRole('button', { name: 'Forget: shared.txt' }).click()
  await page.getByRole('button', { name: 'Yes, forget it' }).click()
  await expect(other.getByRole('heading', { name: 'Nothing sent yet.' })).toBeVisible()
  await other.reload()
  await expect(other.getByRole('switch', { name: /keep a list/i })).not.toBeChecked()
})

test('the list moves to another browser in a file that only its password opens', async ({
  page,
  browser,
  app,
  scratch,
}) => {
  // Three times Argon2id with 64 MiB, on a machine that may be busy.
  test.slow()
  const drop = await sendByApi(app.url, 'moving.txt')
  await keep(page, drop)
  await page.getByText('Export the list').click()
  await page.getByLabel(/password for the file/i).fill('a long password')
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export', exact: true }).click()
  const file = join(scratch, 'list.snowlist')
  await (await download).saveAs(file)
  const bytes = readFileSync(file)
  for (const secret of ['moving.txt', drop.owner, drop.links[0]?.code ?? '', drop.id])
    expect(bytes.includes(secret)).toBe(false)

  const context = await browser.newContext()
  const other = await context.newPage()
  await other.goto(`${app.url}/sent`)
  await other.getByText('Import a list').click()
  await other.getByLabel('Exported file').setInputFiles(file)
  await other.getByLabel('Password of the file').fill('another password')
  await other.getByRole('button', { name: 'Import', exact: true }).click()
  await expect(other.getByText(/that password does not open this file/i)).toBeVisible()
  await other.getByLabel('Password of the file').fill('a long password')
  await other.getByRole('button', { name: 'Import', exact: true }).click()
  await expect(other.getByText('1 drop was added.')).toBeVisible()
  await expect(row(other, 'moving.txt', 'Link')).toContainText('Not opened yet')
  await other.getByRole('button', { name: 'Delete: moving.txt' }).click()
  await other.getByRole('button', { name: 'Yes, delete all' }).click()
  await expect(row(other, 'moving.txt', 'Link')).toContainText('Ended by you')
  await context.close()
})

test('nothing of the list stands in the address, the history or where pages store text', async ({
  page,
  context,
  app,
}) => {
  const drop = await sendByApi(app.url, 'secret.txt')
  await keep(page, drop)
  await manage(page, 'secret.txt', 'Link')
  await page.getByRole('button', { name: 'More links: secret.txt' }).click()
  await page.getByRole('button', { name: 'Make link' }).click()
  await expect(row(page, 'secret.txt', 'Link 2')).toBeVisible()
  const traces = await visibleTraces(page, context)
  expect(new URL(page.url()).pathname + new URL(page.url()).search + new URL(page.url()).hash).toBe('/sent')
  const { code = '' } = drop.links[0] ?? {}
  for (const secret of [code, drop.owner, Buffer.from(drop.contentKey).toString('base64url'), 'secret.txt'])
    expect(traces).not.toContain(secret)
  expect(app.log()).not.toContain(drop.owner)
  expect(app.log()).not.toContain(code)
})

test('by keyboard alone a link is found, opened to manage, and ended', async ({ page, app }) => {
  await keep(page, await sendByApi(app.url, 'keys.txt'))
  const press = async (name: string) => {
    const button = page.getByRole('button', { name })
    for (let tabs = 0; tabs < 40; tabs += 1) {
      if (await button.evaluate((element) => element === document.activeElement)) return page.keyboard.press('Enter')
      await page.keyboard.press('Tab')
    }
    throw new Error(`${name} is not reached`)
  }
  await press('Manage: Link')
  await press('End this link: Link')
  await expect(page.getByRole('button', { name: 'Yes, end it' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(row(page, 'keys.txt', 'Link')).toContainText('Ended by you')
  await expect(page.getByRole('status').filter({ hasText: 'keys.txt, Link: Ended by you' })).toBeAttached()
})
