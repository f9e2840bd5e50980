import { gzipSync } from 'node:zlib'
import { expect, test } from './fixtures.ts'

/** What a page may ask for by itself, gzip, in bytes: what its HTML names (`npm run check` holds that to 170 kB), and what it loads once it can be used, so that nobody who begins has to wait. */
const MOST = 230_000

for (const path of ['/', '/d']) {
  test(`${path} loads no more script than it has a budget for, before anybody touches it`, async ({ page, app }) => {
    const scripts = new Map<string, number>()
    const read: Promise<void>[] = []
    page.on('response', (response) => {
      const { origin, pathname } = new URL(response.url())
      if (origin !== app.url || !pathname.endsWith('.js')) return
      read.push(response.body().then((body) => void scripts.set(pathname, gzipSync(body).length)))
    })
    await page.goto(path)
    await page.waitForLoadState('networkidle')
    await Promise.all(read)
    const total = [...scripts.values()].reduce((sum, bytes) => sum + bytes, 0)
    test
      .info()
      .annotations.push({ type: 'script', description: `${(total / 1000).toFixed(1)} kB in ${scripts.size} files` })
    expect(scripts.size).toBeGreaterThan(5)
    expect(total, `${(total / 1000).toFixed(1)} kB`).toBeLessThanOrEqual(MOST)
  })
}
