import { defineConfig, type PlaywrightTestConfig } from '@playwright/test'
import { chromium, firefox } from './e2e/browsers.ts'

type Projects = NonNullable<
  PlaywrightTestConfig<object, { storage: 'disk' | 's3'; features: readonly string[] }>['projects']
>

const noWorker = { 'dom.serviceWorkers.enabled': false }
const isPrivate = { 'browser.privatebrowsing.autostart': true }

/**
 * The other browsers run what is marked `@browsers`: one way through everything that browsers do differently. Those
 * without service workers stand for every browser and window that has none, and save by the ways that are left.
 */
const others: Projects = [
  { name: 'firefox', use: firefox(), grep: /@browsers|@firefox/ },
  { name: 'firefox-private', use: firefox(isPrivate), grep: /@browsers/ },
  { name: 'firefox-gathered', use: firefox(noWorker), grep: /@gathered/ },
  { name: 'firefox-memory', use: firefox({ ...isPrivate, ...noWorker }), grep: /@memory/ },
  { name: 'webkit', testDir: 'e2e/webkit' },
  {
    name: 'webkit-gathered',
    testDir: 'e2e/webkit',
    use: { features: ['-ServiceWorkers', '+StorageAPI', '+StorageAPIEstimate', '+FileSystem'] },
    grep: /@ways/,
  },
  { name: 'webkit-memory', testDir: 'e2e/webkit', use: { features: ['-ServiceWorkers'] }, grep: /@ways/ },
]

export default defineConfig<object, { storage: 'disk' | 's3'; features: readonly string[] }>({
  testDir: 'e2e/browser',
  // Each worker has its own server, database and storage: see fixtures.ts.
  workers: 2,
  fullyParallel: false,
  timeout: 180_000,
  expect: { timeout: 30_000 },
  forbidOnly: process.env.CI !== undefined,
  // Where nobody looks, four browsers on a busy machine get a second try; the report names who needed it.
  retries: process.env.CI === undefined ? 0 : 1,
  // Without motion: drawing what sways costs a machine without a graphics card half of its time.
  use: {
    // Without its film strip: each frame is encoded, and what the page looked like is in the snapshots of each step.
    trace: { mode: 'retain-on-failure', screenshots: false },
    acceptDownloads: true,
    locale: 'en-GB',
    contextOptions: { reducedMotion: 'reduce' },
  },
  projects: [
    { name: 'chromium', use: chromium, testIgnore: '**/bucket.spec.ts', grepInvert: /@gathered|@memory|@firefox/ },
    // What the storage has a part in, again: on PostgreSQL and a bucket.
    {
      name: 'chromium-s3',
      use: { ...chromium, storage: 's3' },
      testMatch: ['**/bucket.spec.ts', '**/story.spec.ts', '**/choose.spec.ts', '**/resume-upload.spec.ts'],
    },
    ...others,
  ],
})
