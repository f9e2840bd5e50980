import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
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
  const { downloads } = webkit
  for (const name of readdirSync(downloads)) rmSync(join(downloads, name))
  await webkit.goto(link)
  await webkit.click('Download')
  await webkit.reads(/^Saved\.$/m)
  const [name = 'nothing'] = readdirSync(downloads)
  return join(downloads, name)
}
