import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Page, Request } from '@playwright/test'
import { parseLinkText } from '../../lib/format/link-text.ts'
import { choose, expect, receive, sha256, test, type, writeRandomFile } from './fixtures.ts'

const PASSWORD = 'Großmutters Garten 1962'
const HINT = '<img src=x onerror="document.title=1"> the <b>garden</b>'

interface Sealed {
  readonly file: string
  readonly link: string
}

/** Sends a small file under a password. */
async function sendSealed(page: Page, scratch: string, hint = ''): Promise<Sealed> {
  const file = join(scratch, 'sealed.bin')
  await writeRandomFile(file, 50_000)
  await page.goto('/')
  await choose(page, { files: [file] })
  await page.getByText('More options').click()
  await type(page.getByLabel('Password, if you want one'), PASSWORD)
  if (hint !== '') await type(page.getByLabel(/^hint/i), hint)
  await page.getByRole('button', { name: /create link/i }).click()
  const field = page.getByRole('textbox', { name: /link/i })
  await expect(field).toHaveValue(/\/d#[A-Za-z0-9_-]{24}$/, { timeout: 30_000 })
  return { file, link: await field.inputValue() }
}

const field = (page: Page) => page.getByLabel('Password', { exact: true })
const problem = (page: Page) => page.locator('main').getByRole('alert')
const download = (page: Page) => page.getByRole('button', { name: /^download/i })

async function openAnew(page: Page, link: string): Promise<void> {
  await page.goto('about:blank')
  await page.goto(link)
  await expect(page.getByRole('heading', { name: /asks for a password/i })).toBeVisible()
}

test('the hint is plain words, a wrong password is said to be one, and the right one opens', {
  tag: '@browsers',
}, async ({ page, scratch }) => {
  const { file, link } = await sendSealed(page, scratch, HINT)
  const sent: string[] = []
  page.on('request', (request) => sent.push(`${request.url()} ${request.postData() ?? ''}`))
  await openAnew(page, link)
  await expect(page.getByText(HINT)).toBeVisible()
  expect(await page.title()).not.toBe('1')
  await expect(page.getByText('sealed.bin')).toHaveCount(0)
  await expect(field(page)).toBeFocused()

  await type(field(page), `${PASSWORD} `)
  await page.keyboard.press('Enter')
  await expect(problem(page)).toContainText('not the password')
  await expect(download(page)).toHaveCount(0)
  await expect(field(page)).toBeFocused()

  await type(field(page), PASSWORD)
  await page.getByRole('button', { name: 'Show', exact: true }).click()
  await expect(page.getByRole('textbox', { name: 'Password' })).toHaveValue(PASSWORD)
  await page.getByRole('button', { name: 'Open', exact: true }).click()
  await expect(page.getByRole('region', { name: 'Files' })).toContainText('sealed.bin')
  const { path } = await receive(page, scratch)
  expect(await sha256(path)).toBe(await sha256(file))
  expect(sent.filter((each) => each.includes('garden') || each.includes(encodeURIComponent(PASSWORD)))).toEqual([])
})

/** Repeats a try that was wrong, until the server has heard it so many times. */
async function guess(page: Page, attempt: Request, times: number): Promise<void> {
  const { authorization = '' } = await attempt.allHeaders()
  expect(authorization).not.toBe('')
  for (let heard = 0; heard < times; ) {
    const answer = await page.request.post(attempt.url(), { headers: { authorization } })
    if (answer.status() === 429) await sleep(250)
    else heard += answer.status() === 404 ? 1 : Number.NaN
  }
}

test('after ten wrong tries whoever tries again has to wait, and may go on then', async ({ page, scratch }) => {
  const { link } = await sendSealed(page, scratch)
  await openAnew(page, link)
  const attempt = page.waitForRequest((request) => request.url().endsWith('/open'))
  await field(page).fill('wrong')
  await page.keyboard.press('Enter')
  await expect(problem(page)).toContainText('not the password')
  const wrong = await attempt
  await guess(page, wrong, 11)
  await page.route('**/open', async (route) => {
    // However long the password took to stretch: from this guess on the next has to wait eight seconds.
    await guess(page, wrong, 1)
    await route.continue()
  })

  await field(page).fill(PASSWORD)
  await page.keyboard.press('Enter')
  await expect(problem(page)).toContainText(/too many tries.* in \d+ seconds?/i)
  await page.unroute('**/open')
  await expect(page.getByRole('button', { name: 'Open', exact: true })).toHaveAttribute('aria-disabled', 'true')
  await expect(problem(page)).toContainText('You can try again now')
  await page.getByRole('button', { name: 'Open', exact: true }).click()
  await expect(download(page)).toBeVisible()
})

test('a browser without WebAssembly makes a lighter code, which opens everywhere', async ({
  page,
  scratch,
  browser,
}) => {
  await page.addInitScript(() => Reflect.deleteProperty(globalThis, 'WebAssembly'))
  const { link } = await sendSealed(page, scratch)
  expect(await parseLinkText(link)).toMatchObject({ needsPassword: true, profile: 'light' })
  const stranger = await (await browser.newContext()).newPage()
  await openAnew(stranger, link)
  await field(stranger).fill(PASSWORD)
  await stranger.keyboard.press('Enter')
  await expect(download(stranger)).toBeVisible()
  await stranger.context().close()
})
