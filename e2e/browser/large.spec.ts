import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type Page } from '@playwright/test'
import { freePort } from '../servers/app-server.ts'
import { peakMemory } from './browser-memory.ts'
import { expect, MiB, open, receive, send, sha256, test, writeRandomFile } from './fixtures.ts'

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'

/** A Chromium of our own, whose process is known and can be weighed. */
async function withBrowser<T>(scratch: string, work: (page: Page, pid: number) => Promise<T>): Promise<T> {
  const port = await freePort()
  const flags = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--no-first-run',
  ]
  const profile = join(scratch, `profile-${port}`)
  const child = spawn(
    executablePath,
    [...flags, `--remote-debugging-port=${port}`, `--user-data-dir=${profile}`, 'about:blank'],
    { stdio: 'ignore' },
  )
  try {
    await expect
      .poll(async () => (await fetch(`http://127.0.0.1:${port}/json/version`).catch(() => null))?.ok ?? false)
      .toBe(true)
    const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`)
    const page = await browser.newPage()
    const result = await work(page, child.pid ?? 0)
    await browser.close()
    return result
  } finally {
    child.kill('SIGKILL')
    await new Promise((resolve) => child.once('exit', resolve))
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** Sends and receives a file of `bytes` in a fresh browser; answers the peak memory of the browser, up and down. */
async function roundTrip(scratch: string, origin: string, bytes: number): Promise<{ up: number; down: number }> {
  const file = join(scratch, `large-${bytes}.bin`)
  await writeRandomFile(file, bytes)
  const expected = await sha256(file)
  const peaks = await withBrowser(scratch, async (page, pid) => {
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

test('1 GiB goes up and comes down, and the browser needs no more memory than for 128 MiB', async ({
  scratch,
  app,
}) => {
  test.setTimeout(400_000)
  const small = await roundTrip(scratch, app.url, 128 * MiB)
  const large = await roundTrip(scratch, app.url, 1024 * MiB)
  const report = Object.entries({ small, large }).map(
    ([name, { up, down }]) => `${name}: up ${Math.round(up / MiB)} MiB, down ${Math.round(down / MiB)} MiB`,
  )
  console.log(report.join('; '))
  // Eight times the bytes; buffers and caches may differ, the file may not be among them.
  expect(large.up - small.up).toBeLessThan(160 * MiB)
  expect(large.down - small.down).toBeLessThan(160 * MiB)
})
