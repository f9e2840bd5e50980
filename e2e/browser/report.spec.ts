import { join } from 'node:path'
import type { Browser, Page } from '@playwright/test'
import { startCli } from '../cli/run-cli.ts'
import type { AppServer } from '../servers/app-server.ts'
import { expect, open, receive, send, sha256, test, writeRandomFile } from './fixtures.ts'

// Each starts the operator's command several times.
test.describe.configure({ timeout: 180_000 })

/** Runs `snowdrop admin` beside the server of these tests, as its operator does. */
async function admin(app: AppServer, args: readonly string[], named: readonly string[] = []) {
  const words = ['admin', ...args, '--json', ...(named.length === 0 ? [] : ['--', ...named])]
  const { code, stdout, stderr } = await startCli(words, {
    cwd: '/',
    home: '/nowhere',
    env: { SNOWDROP_DATA_DIR: app.dataDir },
  }).ended
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${stderr}`)
  return JSON.parse(stdout.toString()) as Record<string, unknown>
}

interface Shown {
  readonly drop: { readonly links: readonly { readonly counted: number; readonly running: number }[] }
  readonly reports: readonly {
    readonly id: number
    readonly reason: string
    readonly words: string
    readonly hasCode: boolean
  }[]
}

const show = async (app: AppServer, link: string) => (await admin(app, ['show'], [link])) as unknown as Shown

/** A page of somebody else, with a browser of their own. */
async function stranger(browser: Browser): Promise<Page> {
  return (await browser.newContext()).newPage()
}

async function sendOne(page: Page, scratch: string, downloads: string): Promise<{ link: string; file: string }> {
  const file = join(scratch, 'reported.bin')
  await writeRandomFile(file, 200_000)
  return { file, link: await send(page, { files: [file], downloads }) }
}

test('a report, a look at it, a quarantine that everybody is told of, and a release after which the download works', async ({
  page,
  browser,
  app,
  scratch,
}) => {
  const { link, file } = await sendOne(page, scratch, '5')
  const receiver = await stranger(browser)
  await open(receiver, link)
  await receiver.getByRole('button', { name: 'Report this drop' }).click()
  const dialog = receiver.getByRole('dialog', { name: 'Report this drop' })
  const disclose = dialog.getByRole('checkbox', { name: /look inside/i })
  await expect(disclose).not.toBeChecked()
  await expect(disclose).toHaveAccessibleDescription(/will not see names or contents/i)
  await dialog.getByRole('radio', { name: /virus/i }).check()
  await dialog.getByRole('textbox', { name: /what should they know/i }).fill('It asks for a password.')
  await dialog.getByRole('button', { name: 'Send the report' }).click()
  await expect(dialog.getByRole('heading', { name: 'Reported' })).toBeFocused()
  await dialog.getByRole('button', { name: 'Close' }).click()
  await expect(receiver.getByRole('button', { name: 'Report this drop' })).toBeFocused()

  const { drop, reports } = await show(app, link)
  expect(reports).toMatchObject([{ reason: 'malware', words: 'It asks for a password.', hasCode: false }])
  expect(drop.links).toMatchObject([{ counted: 0, running: 0 }])

  await admin(app, ['quarantine', '--reason', 'a complaint'], [link])
  await receiver.getByRole('button', { name: /^download/i }).click()
  await expect(receiver.getByRole('heading', { name: 'This drop is held back for now' })).toBeVisible()
  await receiver.reload()
  await expect(receiver.getByRole('heading', { name: 'This drop is held back for now' })).toBeVisible()
  await page.goto('/sent')
  await expect(page.getByRole('article', { name: 'reported.bin' })).toContainText('Held back for now')

  await admin(app, ['release'], [link])
  await receiver.getByRole('button', { name: 'Try again' }).click()
  await expect(receiver.getByText('5 downloads left')).toBeVisible()
  const saved = await receive(receiver, scratch)
  expect(await sha256(saved.path)).toBe(await sha256(file))
  await receiver.context().close()
})

test('with the keyboard alone, and with the code disclosed, the operator gets the very link', async ({
  page,
  browser,
  app,
  scratch,
}) => {
  const { link } = await sendOne(page, scratch, '1')
  const receiver = await stranger(browser)
  const bodies: string[] = []
  receiver.on('request', (request) => {
    if (request.url().includes('/report')) bodies.push(request.postData() ?? '')
  })
  await open(receiver, link)
  const { path } = await receive(receiver, scratch)
  expect(path).not.toBe('')
  // After the download too, when the link is used up.
  await receiver.getByRole('button', { name: 'Report this drop' }).focus()
  await receiver.keyboard.press('Enter')
  // Its code is loaded with the press, and hears no key before.
  await expect(receiver.getByRole('dialog')).toBeVisible()
  await receiver.keyboard.press('Escape')
  await expect(receiver.getByRole('dialog')).toBeHidden()
  await receiver.reload()
  await expect(receiver.getByRole('heading', { name: /used up/i })).toBeVisible()
  await receiver.getByRole('button', { name: 'Report this drop' }).press('Enter')
  // The first reason has the focus; without one nothing is sent.
  await receiver.getByRole('button', { name: 'Send the report' }).press('Enter')
  expect(bodies).toEqual([])
  await receiver.getByRole('radio', { name: /something else/i }).focus()
  await receiver.keyboard.press('Space')
  await receiver.keyboard.press('Tab')
  await receiver.keyboard.type('after the fact')
  await receiver.keyboard.press('Tab')
  await receiver.keyboard.press('Space')
  await expect(receiver.getByText(/they can open the drop as you can/i)).toBeVisible()
  await receiver.keyboard.press('Enter')
  await expect(receiver.getByRole('heading', { name: 'Reported' })).toBeVisible()
  expect(bodies).toHaveLength(1)
  // The link has ended, so its code opens nothing and is not kept.
  expect((await show(app, link)).reports).toMatchObject([{ words: 'after the fact', hasCode: false }])

  const second = await sendOne(page, scratch, '5')
  await open(receiver, second.link)
  await receiver.getByRole('button', { name: 'Report this drop' }).click()
  await receiver.getByRole('radio', { name: /law/i }).check()
  await receiver.getByRole('checkbox', { name: /look inside/i }).check()
  await receiver.getByRole('button', { name: 'Send the report' }).click()
  await expect(receiver.getByRole('heading', { name: 'Reported' })).toBeVisible()
  const [report] = (await show(app, second.link)).reports
  const disclosed = (await admin(app, ['code'], [String(report?.id)])) as { link: string }
  expect(new URL(disclosed.link).hash).toBe(new URL(second.link).hash)
  await receiver.context().close()
})

test('what fails says so in words, keeps what was written, and goes through at the next try', async ({
  page,
  browser,
  app,
  scratch,
}) => {
  const { link } = await sendOne(page, scratch, '1')
  const receiver = await stranger(browser)
  await open(receiver, link)
  await receiver.route('**/report', (route) => route.abort())
  await receiver.getByRole('button', { name: 'Report this drop' }).click()
  await receiver.getByRole('radio', { name: /private/i }).check()
  await receiver.getByRole('textbox', { name: /what should they know/i }).fill('my letters')
  await receiver.getByRole('button', { name: 'Send the report' }).click()
  await expect(receiver.getByRole('dialog').getByRole('alert')).toContainText('No connection')
  await receiver.unroute('**/report')
  await receiver.route('**/report', (route) =>
    route.fulfill({ status: 429, json: { code: 'too-many-requests', message: '', subject: 'reports', limit: 20 } }),
  )
  await receiver.getByRole('button', { name: 'Send the report' }).click()
  await expect(receiver.getByRole('dialog').getByRole('alert')).toContainText('already been reported often')
  await receiver.unroute('**/report')
  await receiver.getByRole('button', { name: 'Send the report' }).click()
  await expect(receiver.getByRole('heading', { name: 'Reported' })).toBeVisible()
  expect((await show(app, link)).reports).toMatchObject([{ reason: 'private', words: 'my letters' }])
  await receiver.context().close()
})
