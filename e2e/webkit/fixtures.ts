import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { test as base } from '../browser/fixtures.ts'
import { startWebKit, type WebKit } from './webkit.ts'

export { expect, MiB, sha256, writeRandomFile } from '../browser/fixtures.ts'

/** Features of WebKit that a project's window has (`+`) or lacks (`-`), by WebKit's own names. */
export const test = base.extend<object, { features: readonly string[]; webkit: WebKit }>({
  features: [[], { option: true, scope: 'worker' }],
  webkit: [
    async ({ features }, use) => {
      const webkit = await startWebKit(features.length === 0 ? [] : [`--features=${features.join(',')}`])
      await use(webkit)
      await webkit.stop()
    },
    { scope: 'worker', timeout: 60_000 },
  ],
})

/** Sends files from WebKit, and answers the link that it shows. */
export async function send(
  webkit: WebKit,
  origin: string,
  files: readonly string[],
  downloads?: string,
): Promise<string> {
  await webkit.goto(`${origin}/`)
  await webkit.chooseFiles(files)
  if (downloads !== undefined) await webkit.select('Downloads', downloads)
  await webkit.click('Create link')
  return webkit.valueOf('Link')
}

/** Opens a link, takes what it holds, and answers where WebKit saved it once the page says that it did. */
export async function receive(webkit: WebKit, link: string): Promise<string> {
  await webkit.goto(link)
  return take(webkit)
}

/** Takes what an open link holds. */
export async function take(webkit: WebKit): Promise<string> {
  const { downloads } = webkit
  for (const name of readdirSync(downloads)) rmSync(join(downloads, name))
  await webkit.click('Download')
  await webkit.reads(/^(Saved|Received)\.$/m)
  // What was gathered first is copied by the browser now.
  for (let size = -1; ; ) {
    await sleep(300)
    const [name] = readdirSync(downloads)
    const path = join(downloads, name ?? '')
    if (name !== undefined && statSync(path).size === size) return path
    if (name !== undefined) ({ size } = statSync(path))
  }
}
