import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type LaunchOptions, type Page } from '@playwright/test'
import { peakMemory } from './browser-memory.ts'
import { expect, MiB, open, receive, send, sha256, test, writeRandomFile } from './fixtures.ts'

/** The browser process that was started with this profile. */
function processOf(profile: string): number {
  const pid = readdirSync('/proc').find((name) => {
    if (!/^\d+$/.test(name)) return false
    try {
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8')
      return command.includes(`--user-data-dir=${profile}`) && !command.includes('--type=')
    } catch {
      return false
    }
  })
  if (pid === undefined) throw new Error('no browser runs with this profile')
  return Number(pid)
}

/** A Chromium of our own, fresh, whose process is known and can be weighed. */
async function withBrowser<T>(
  scratch: string,
  options: LaunchOptions,
  work: (page: Page, pid: number) => Promise<T>,
): Promise<T> {
  const profile = mkdtempSync(join(scratch, 'profile-'))
  const context = await chromium.launchPersistentContext(profile, {
    ...options,
    acceptDownloads: true,
    downloadsPath: scratch,
  })
  try {
    return await work(await context.newPage(), processOf(profile))
  } finally {
    await context.close()
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** Sends and receives a file of `bytes` in a fresh browser; answers the peak memory of the browser, up and down. */
async function roundTrip(
  scratch: string,
  options: LaunchOptions,
  origin: string,
  bytes: number,
): Promise<{ up: number; down: number }> {
  const file = join(scratch, `large-${bytes}.bin`)
  await writeRandomFile(file, bytes)
  const expected = await sha256(file)
  const peaks = await withBrowser(scratch, options, async (page, pid) => {
    let link = ''
    const up = await peakMemory(pid, async () => {
      link = await send(page, { files: [file] }, origin)
    })
    rmSync(file)
    await open(page, link)
    let path = ''
    const down = await peakMemory(pid, async () => {
      path = (await receive(page, scratch)).path
    })
    expect(await sha256(path)).toBe(expected)
    rmSync(path)
    return { up, down }
  })
  return peaks
}

test('1 GiB goes up and comes down, and the browser needs no more memory than for 256 MiB', async ({
  scratch,
  app,
  launchOptions,
}) => {
  test.setTimeout(400_000)
  const small = await roundTrip(scratch, launchOptions, app.url, 256 * MiB)
  const large = await roundTrip(scratch, launchOptions, app.url, 1024 * MiB)
  const report = Object.entries({ small, large }).map(
    ([name, { up, down }]) => `${name}: up ${Math.round(up / MiB)} MiB, down ${Math.round(down / MiB)} MiB`,
  )
  console.log(report.join('; '))
  // 768 MiB more go through. What is sent lies in files; of what is received, what waits for the garbage collector
  // differs from run to run by some 100 MiB. The file must not be among it.
  expect(large.up - small.up).toBeLessThan(100 * MiB)
  expect(large.down - small.down).toBeLessThan(256 * MiB)
})
