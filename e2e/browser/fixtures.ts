import { createCipheriv, createHash } from 'node:crypto'
import { createReadStream, createWriteStream, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type BrowserContext, test as base, chromium, expect, type Locator, type Page } from '@playwright/test'
import { type AppServer, startApp } from '../servers/app-server.ts'
import { startBucketApp } from '../servers/bucket-app.ts'
import type { CutProxy } from '../servers/cut-proxy.ts'

const MiB = 2 ** 20

/** SHA-256 of a file on disk, hexadecimal. */
export async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path, { highWaterMark: 4 * MiB }), hash)
  return hash.digest('hex')
}

function* keystream(bytes: number, seed: string): Generator<Buffer> {
  const cipher = createCipheriv(
    'aes-128-ctr',
    createHash('sha256').update(seed).digest().subarray(0, 16),
    Buffer.alloc(16),
  )
  const zeros = Buffer.alloc(MiB)
  for (let left = bytes; left > 0; left -= MiB) yield cipher.update(left >= MiB ? zeros : zeros.subarray(0, left))
}

/** Writes a file of `bytes` incompressible bytes that depend on its path only. */
export async function writeRandomFile(path: string, bytes: number): Promise<void> {
  mkdirSync(dirname(path), { recursive: true })
  await pipeline(Readable.from(keystream(bytes, path)), createWriteStream(path))
}

/** Every part on the disk of this server. */
function partsOnDisk({ dataDir }: AppServer): readonly string[] {
  return readdirSync(dataDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /^\d{5}$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
}

/** The server that a worker's tests share, and what its storage holds: compare with what was there before. */
interface Instance {
  readonly app: AppServer
  readonly stored: () => Promise<readonly string[]>
  /** The line to the bucket; none where the app itself stores. */
  readonly line: CutProxy | null
  readonly stop: () => Promise<void>
}

async function startOnDisk(): Promise<Instance> {
  const app = await startApp({ SNOWDROP_EXPIRY_MIN: '1s' })
  return { app, line: null, stored: () => Promise.resolve(partsOnDisk(app)), stop: app.destroy }
}

interface Shared {
  /** Which servers a project's tests run on. */
  readonly storage: 'disk' | 's3'
  readonly instance: Instance
  readonly app: AppServer
  readonly stored: Instance['stored']
}

interface Own {
  /** A folder for the test's files. */
  readonly scratch: string
  /**
   * Chromium with a profile, unlike a private window: only there files of the origin lie on the disk, and only there a
   * site is installed as an app.
   */
  readonly profile: BrowserContext
}

export const test = base.extend<Own, Shared>({
  storage: ['disk', { option: true, scope: 'worker' }],
  instance: [
    async ({ storage }, use) => {
      const instance = await (storage === 's3' ? startBucketApp() : startOnDisk())
      await use(instance)
      await instance.stop()
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  app: [async ({ instance }, use) => use(instance.app), { scope: 'worker' }],
  stored: [async ({ instance }, use) => use(instance.stored), { scope: 'worker' }],
  baseURL: async ({ app }, use) => use(app.url),
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern
  scratch: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'snowdrop-e2e-'))
    await use(folder)
    rmSync(folder, { recursive: true, force: true })
  },
  profile: async ({ scratch, launchOptions, app }, use) => {
    const folder = mkdtempSync(join(scratch, 'profile-'))
    const options = {
      ...launchOptions,
      acceptDownloads: true,
      downloadsPath: scratch,
      locale: 'en-GB',
      baseURL: app.url,
    }
    const context = await chromium.launchPersistentContext(folder, options)
    await use(context)
    await context.close()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  },
})

export { expect, MiB }

/** What the sender picks: paths of files, or one folder. */
export interface Choice {
  readonly files?: readonly string[]
  readonly folder?: string
  /** The visible words of the options. */
  readonly expires?: string
  readonly downloads?: string
}

/**
 * Types into a field, key by key: what `fill` sets, React does not hear of in Firefox, where it is set behind React's
 * own watch on the field.
 */
export async function type(field: Locator, text: string): Promise<void> {
  await field.selectText()
  await field.pressSequentially(text)
}

/** Picks files on the send page, as a person does. */
export async function choose(page: Page, { files, folder, expires, downloads }: Choice): Promise<void> {
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: folder === undefined ? /choose files/i : /choose a folder/i }).click()
  await (await chooser).setFiles(folder ?? [...(files ?? [])])
  if (expires !== undefined) await page.getByLabel(/expires|lives/i).selectOption({ label: expires })
  if (downloads !== undefined) await page.getByLabel(/downloads/i).selectOption({ label: downloads })
}

/** Sends from an open or new page and returns the link that it shows. */
export async function send(page: Page, choice: Choice, origin = ''): Promise<string> {
  await page.goto(`${origin}/`)
  await choose(page, choice)
  await page.getByRole('button', { name: /create link/i }).click()
  const field = page.getByRole('textbox', { name: /link/i })
  await expect(field).toHaveValue(/\/d#[A-Za-z0-9_-]{24}$/, { timeout: 90_000 })
  return field.inputValue()
}

/** Opens a link and waits until the page shows what it holds. */
export async function open(page: Page, link: string): Promise<void> {
  await page.goto('about:blank')
  await page.goto(link)
  await expect(page.getByRole('button', { name: /^download/i })).toBeVisible()
}

/** Clicks Download on an opened link, waits for the page's own word of success, and returns the saved file. */
export async function receive(page: Page, folder: string): Promise<{ name: string; path: string }> {
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: /^download/i }).click()
  const file = await download
  const path = join(folder, `received-${Date.now()}`)
  await file.saveAs(path)
  await expect(page.getByRole('heading', { name: /saved|received|downloaded/i })).toBeVisible()
  return { name: file.suggestedFilename(), path }
}
