import { defineConfig } from '@playwright/test'

/** Debian's Chromium by default; set CHROMIUM to use another. */
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'

const chromium = {
  browserName: 'chromium' as const,
  launchOptions: {
    executablePath,
    args: [
      '--disable-gpu',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  },
}

export default defineConfig<object, { storage: 'disk' | 's3' }>({
  testDir: 'e2e/browser',
  // Each worker has its own server, database and storage: see fixtures.ts.
  workers: 2,
  fullyParallel: false,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  forbidOnly: process.env.CI !== undefined,
  use: { trace: 'retain-on-failure', acceptDownloads: true, locale: 'en-GB' },
  projects: [
    { name: 'chromium', use: chromium, testIgnore: '**/bucket.spec.ts' },
    // What the storage has a part in, again: on PostgreSQL and a bucket.
    {
      name: 'chromium-s3',
      use: { ...chromium, storage: 's3' },
      testMatch: ['**/bucket.spec.ts', '**/story.spec.ts', '**/choose.spec.ts', '**/resume-upload.spec.ts'],
    },
  ],
})
