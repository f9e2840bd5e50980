import { join } from 'node:path'
import { type PathApp, startPathApp } from '../servers/path-app.ts'
import { test as base, expect, MiB, open, receive, send, sha256, writeRandomFile } from './fixtures.ts'

/** Everything here is under `/drop` of a host whose other paths are another site's, behind nginx as deploy/ says. */
const test = base.extend<object, { place: PathApp }>({
  place: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern
    async ({}, use) => {
      const place = await startPathApp('nginx')
      await use(place)
      await place.stop()
    },
    { scope: 'worker', timeout: 300_000 },
  ],
})

test.describe.configure({ timeout: 180_000 })

test('under a path, a drop goes up, is looked into, comes down after a reload, and never leaves the path', async ({
  page,
  scratch,
  place,
}) => {
  const asked = new Set<string>()
  page.context().on('request', (request) => {
    const { protocol, origin, pathname } = new URL(request.url())
    if (protocol === 'http:') asked.add(origin === place.origin ? pathname : request.url())
  })
  const files = [join(scratch, 'large.bin'), join(scratch, 'note.txt')]
  await writeRandomFile(files[0] ?? '', 5 * MiB)
  await writeRandomFile(files[1] ?? '', 500)
  const link = await send(page, { files, downloads: '2' }, place.url)
  expect(link).toMatch(new RegExp(`^${place.url}/d#`))

  // A look inside: the frame, and the parts of one file alone.
  await open(page, link)
  await page.getByRole('button', { name: 'Look inside note.txt' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Look inside' }).click()
  await expect(page.frameLocator('dialog iframe').locator('pre')).toBeVisible()
  await page.keyboard.press('Escape')

  // By the service worker, whose scope is under the path too.
  const received = await receive(page, scratch)
  expect(received.name).toMatch(/\.zip$/)
  const scopes = await page.evaluate(async () =>
    (await navigator.serviceWorker.getRegistrations()).map(({ scope }) => scope),
  )
  expect(scopes).toContain(`${place.url}/download/`)
  // The app's own worker may be there already.
  expect(scopes.filter((scope) => !scope.startsWith(`${place.url}/`))).toEqual([])
  expect([...asked].filter((path) => !/^\/drop(\/|$)/.test(path))).toEqual([])
})

test('under a path, an interrupted download goes on after a reload', async ({ page, scratch, place }) => {
  const file = join(scratch, 'again.bin')
  await writeRandomFile(file, 5 * MiB)
  const link = await send(page, { files: [file] }, place.url)
  await open(page, link)
  // The lease holds the only download, and no byte of it comes.
  await page.context().route('**/blobs/**', () => {})
  await page.getByRole('button', { name: /^download/i }).click()
  await expect(page.getByRole('button', { name: /cancel/i })).toBeVisible()
  await page.context().unroute('**/blobs/**')
  page.once('dialog', (dialog) => void dialog.accept())
  await page.reload()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: /^(go on|download)/i }).click()
  const path = join(scratch, 'received')
  await (await download).saveAs(path)
  await expect(page.getByRole('heading', { name: /saved|received|downloaded/i })).toBeVisible()
  expect(await sha256(path)).toBe(await sha256(file))
})

test('under a path, every way leads on within it, and what is kept is kept apart', async ({ page, scratch, place }) => {
  await writeRandomFile(join(scratch, 'kept.bin'), 100)
  await send(page, { files: [join(scratch, 'kept.bin')] }, place.url)
  for (const [name, path] of [
    ['Receive', '/drop/d'],
    ['How it works', '/drop/about'],
    ['Sent', '/drop/sent'],
  ] as const) {
    await page.getByRole('navigation').getByRole('link', { name }).click()
    await expect(page).toHaveURL(`${place.origin}${path}`)
  }
  await expect(page.getByText('kept.bin').first()).toBeVisible()
  const names = await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name))
  expect(names).toContain('snowdrop-sender drop')
  await page.getByRole('link', { name: 'Snowdrop', exact: true }).click()
  await expect(page.getByRole('button', { name: /choose files/i })).toBeVisible()
  await page.goto(`${place.url}/no-such-page`)
  await page.getByRole('main').getByRole('link').first().click()
  await expect(page).toHaveURL(/\/drop(\/d|\/)?$/)
})

test('under a path, the app installs for that path and no further', async ({ page, place }) => {
  await page.goto(place.url)
  const manifest = (await page.request.get(`${place.url}/manifest.webmanifest`).then((answer) => answer.json())) as {
    scope: string
    share_target: { action: string }
  }
  expect([manifest.scope, manifest.share_target.action]).toEqual(['/drop/', '/drop/share'])
  await expect(page.locator('link[rel="manifest"]')).toHaveAttribute('href', '/drop/manifest.webmanifest')
  const scopeOf = () =>
    page.evaluate(async () =>
      (await navigator.serviceWorker.getRegistrations()).map(({ scope }) => new URL(scope).pathname),
    )
  await expect.poll(async () => (await scopeOf()).sort()).toEqual(['/drop/', '/drop/_next/'])
})
