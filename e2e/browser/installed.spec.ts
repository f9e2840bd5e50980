import { join } from 'node:path'
import type { BrowserContext, Page } from '@playwright/test'
import { choose, expect, MiB, open, receive, sha256, test, writeRandomFile } from './fixtures.ts'

/** What Chromium's protocol knows of installed apps (domain `PWA`), beyond what Playwright's types do. */
interface AppCommands {
  send(
    method: 'PWA.install' | 'PWA.changeAppUserSettings' | 'PWA.launch' | 'PWA.launchFilesInApp',
    parameters: { manifestId: string; displayMode?: 'standalone'; files?: readonly string[] },
  ): Promise<unknown>
}

/** Installs the site as a person does, and gives the window that the system then opens: empty, or with `files`. */
async function launch(profile: BrowserContext, url: string, files: readonly string[] = []): Promise<Page> {
  const page = await profile.newPage()
  await install(page)
  const commands = (await profile.newCDPSession(page)) as unknown as AppCommands
  const app = { manifestId: `${url}/` }
  await commands.send('PWA.install', app)
  await commands.send('PWA.changeAppUserSettings', { ...app, displayMode: 'standalone' })
  const opened = profile.waitForEvent('page')
  await (files.length === 0
    ? commands.send('PWA.launch', app)
    : commands.send('PWA.launchFilesInApp', { ...app, files }))
  return opened
}

/** Sends what is chosen. */
async function createLink(page: Page): Promise<string> {
  await page.getByRole('button', { name: /create link/i }).click()
  const field = page.getByRole('textbox', { name: /link/i })
  await expect(field).toHaveValue(/#/)
  return field.inputValue()
}

/** Opens the site until its worker answers for it, as in an app that was installed. */
async function install(page: Page): Promise<void> {
  await page.goto('/')
  // Its words come right after it.
  await page.waitForFunction(async () => (await caches.match('/')) !== undefined)
  await expect
    .poll(async () => {
      await page.goto('/d')
      return page.evaluate(() => navigator.serviceWorker.controller?.state)
    })
    .toBe('activated')
}

/** Posts to the app what a system's share sheet would: a navigation that no page of ours begins. */
async function share(
  page: Page,
  url: string,
  fields: { readonly file?: string; readonly text?: string },
): Promise<void> {
  await page.goto('about:blank')
  await page.setContent(
    `<form method="post" enctype="multipart/form-data" action="${url}/share"><input name="title"><input name="text">${fields.file === undefined ? '' : '<input type="file" name="files">'}<button>Share</button></form>`,
  )
  if (fields.file !== undefined) await page.locator('[type=file]').setInputFiles(fields.file)
  await page.locator('[name=text]').fill(fields.text ?? '')
  await page.getByRole('button', { name: 'Share' }).click()
}

test('what the system shares is answered by the worker, goes to the send page, and downloads stay as they are', async ({
  profile,
  app,
  scratch,
}) => {
  const page = await launch(profile, app.url)
  const file = join(scratch, 'holiday.jpg')
  await writeRandomFile(file, 3 * MiB)
  const answered = page.waitForResponse((response) => new URL(response.url()).pathname === '/share')
  await share(page, app.url, { file })
  expect((await answered).fromServiceWorker()).toBe(true)
  await expect(page.getByText('holiday.jpg')).toBeVisible()
  expect(new URL(page.url()).hash).toBe('')
  await open(page, await createLink(page))
  expect(await page.evaluate(() => navigator.serviceWorker.controller?.scriptURL)).toMatch(/\/shell-worker\.js$/)
  expect(await sha256((await receive(page, scratch)).path)).toBe(await sha256(file))
})

test('no part of an upload wakes the worker, which would keep it', async ({ profile, app, scratch }) => {
  const page = await profile.newPage()
  await install(page)
  const worker = profile.serviceWorkers().find((each) => each.url() === `${app.url}/shell-worker.js`)
  await worker?.evaluate(() => {
    addEventListener('fetch', (event) => {
      const { request } = event as Event & { readonly request: Request }
      Object.assign(globalThis, { heard: `${String(Reflect.get(globalThis, 'heard') ?? '')} ${request.method}` })
    })
  })
  const file = join(scratch, 'large.bin')
  await writeRandomFile(file, 33 * MiB)
  await page.goto('/')
  await choose(page, { files: [file] })
  await createLink(page)
  expect(worker).toBeDefined()
  expect(await worker?.evaluate(() => String(Reflect.get(globalThis, 'heard')))).not.toContain('PUT')
})

test('what arrives in a tab is not sent until somebody takes it: any site may post there', async ({
  page,
  app,
  scratch,
}) => {
  await install(page)
  const file = join(scratch, 'unasked.bin')
  await writeRandomFile(file, 1024)
  const begun: string[] = []
  page.on('request', (request) => request.method() !== 'GET' && begun.push(request.url()))
  await share(page, app.url, { file })
  const card = page.getByRole('region', { name: 'Something was shared with this page' })
  await expect(card.getByText('unasked.bin')).toBeVisible()
  await expect(page).toHaveURL(`${app.url}/`)
  await card.getByRole('button', { name: 'Discard' }).click()
  await expect(card).toBeHidden()
  await expect(page.getByRole('button', { name: /choose files/i })).toBeVisible()
  expect(begun.filter((url) => !url.endsWith('/share'))).toEqual([])
  await share(page, app.url, { file })
  await card.getByRole('button', { name: 'Take it' }).click()
  await expect(page.getByRole('button', { name: /create link/i })).toBeVisible()
  await expect(page.getByText('unasked.bin')).toBeVisible()
  await share(page, app.url, { text: 'From the north wall.' })
  await expect(card.getByText('From the north wall.')).toBeVisible()
  await card.getByRole('button', { name: 'Take it' }).click()
  await expect(page.getByRole('textbox')).toHaveValue('From the north wall.')
})

test('files that the system opens with the app are chosen there, and go where files go', async ({
  profile,
  app,
  scratch,
}) => {
  const files = ['scan.pdf', 'summer.jpg'].map((name) => join(scratch, name))
  for (const file of files) await writeRandomFile(file, 2 * MiB)
  const page = await launch(profile, app.url, files)
  await expect(page.getByText('scan.pdf')).toBeVisible()
  await expect(page.getByText('summer.jpg')).toBeVisible()
  await open(page, await createLink(page))
  await expect(page.getByRole('heading', { name: '2 files for you' })).toBeVisible()
})

test('shared text becomes a note, and is given away once', async ({ profile, app }) => {
  const page = await launch(profile, app.url)
  await share(page, app.url, { text: 'The safe is behind the north wall.' })
  await expect(page.getByRole('textbox')).toHaveValue('The safe is behind the north wall.')
  // From another page: within this one, only the fragment would change.
  await page.goto('/about')
  await page.goto('/#shared')
  await expect(page.getByRole('button', { name: /choose files/i })).toBeVisible()
})

test('where the worker is lost, the server answers a share without reading it', async ({ app }) => {
  const answer = await fetch(`${app.url}/share`, { method: 'POST', body: 'in the clear', redirect: 'manual' })
  expect([answer.status, answer.headers.get('location'), answer.headers.get('connection')]).toEqual([303, '/', 'close'])
})

test('without a network the app says so in the reader’s language, and comes back', async ({ page, context }) => {
  await install(page)
  await context.setOffline(true)
  await page.goto('/d')
  await expect(page.getByRole('heading', { name: 'No connection' })).toBeVisible()
  await context.setOffline(false)
  // By itself.
  await expect(page.getByRole('heading', { name: 'Someone sent you something?' })).toBeVisible()
})

test('whoever asks for it is told when it is done, if they do not look', async ({ page, context, app, scratch }) => {
  await context.grantPermissions(['notifications'], { origin: app.url })
  await page.addInitScript(() => {
    const told: string[] = []
    Object.assign(window, { told })
    window.Notification = class extends Notification {
      constructor(words: string, options?: NotificationOptions) {
        super(words, options)
        told.push(words)
      }
    }
    Object.defineProperty(document, 'hidden', { get: () => true })
  })
  const file = join(scratch, 'long.bin')
  await writeRandomFile(file, MiB)
  const asked = Promise.withResolvers<undefined>()
  await page.route('**/complete', async (route) => {
    await asked.promise
    await route.continue()
  })
  await page.goto('/')
  await choose(page, { files: [file] })
  await page.getByRole('button', { name: /create link/i }).click()
  const tellMe = page.getByRole('checkbox', { name: 'Tell me when it is done' })
  // It is checked once the browser has said that it may tell.
  await tellMe.click()
  await expect(tellMe).toBeChecked()
  asked.resolve(undefined)
  await expect(page.getByRole('textbox', { name: /link/i })).toHaveValue(/#/)
  await expect.poll(() => page.evaluate(() => (window as unknown as { told: string[] }).told)).toEqual(['Link ready'])
})
