import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCli } from '../cli/run-cli.ts'
import { storeDrop } from '../cli/stored-drop.ts'
import { startApp } from '../servers/app-server.ts'
import { type PathApp, startPathApp } from '../servers/path-app.ts'

/** The sources by which a policy allows a page's inline scripts. */
function inlineHashes(html: string): string[] {
  const scripts = html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)
  return Array.from(scripts, ([, text = '']) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`)
}

const status = async (url: string) => (await fetch(url, { redirect: 'manual' })).status

describe.each(['nginx', 'Caddy'] as const)('under a path, behind %s', (kind) => {
  let place: PathApp
  beforeAll(async () => {
    place = await startPathApp(kind)
  }, 300_000)
  afterAll(() => place.stop())

  test('pages, files, API and health are there, metrics are not, and the rest of the host is another site', async () => {
    for (const path of ['', '/', '/d', '/sent', '/about', '/look/frame.html', '/download-worker.js', '/icon.svg'])
      expect([path, await status(place.url + path)]).toEqual([path, 200])
    for (const path of ['/api/v1/config', '/api/health/ready']) expect(await status(place.url + path)).toBe(200)
    for (const path of ['/api/metrics', '/no-such-page']) expect(await status(place.url + path)).toBe(404)
    for (const path of ['/', '/d', '/dropped'])
      expect(await (await fetch(place.origin + path)).text()).toBe('another site')
  })

  test('headers are of the page, and none binds the whole host', async () => {
    const hashesOf = async (path: string) =>
      (await fetch(place.url + path)).headers.get('content-security-policy')?.match(/'sha256-[^']+'/g)
    for (const path of ['', '/', '/d', '/about', '/sent'])
      expect(await hashesOf(path)).toEqual(inlineHashes(await (await fetch(place.url + path)).text()))
    const { headers } = await fetch(`${place.url}/look/frame.html`)
    expect(headers.get('content-security-policy')).toMatch(/^sandbox allow-scripts/)
    expect(headers.get('strict-transport-security')).toBeNull()
  })

  test('a link with the path is received in a terminal', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'snowdrop-path-'))
    const bytes = new Uint8Array(Buffer.from('under a path'))
    const { code } = await storeDrop(place.url, { files: [{ path: 'a.txt', bytes }] })
    const run = await startCli(['receive', `${place.url}/d#${code}`], { cwd: folder, home: folder }).ended
    expect([run.code, readFileSync(join(folder, 'a.txt'), 'utf8')]).toEqual([0, 'under a path'])
    rmSync(folder, { recursive: true, force: true })
  })

  test('on the machine itself the path need not be known', async () => {
    for (const path of ['/api/health/live', '/api/health/ready', '/api/metrics', '/drop/d', '/d'])
      expect([path, await status(place.app.url + path)]).toEqual([path, 200])
  })
})

test('a build for one path does not serve another, and says what to do', async () => {
  const env = { SNOWDROP_URL: 'https://example.org/elsewhere', NEXT_DIST_DIR: '.next' }
  await expect(startApp(env)).rejects.toThrow(
    /SNOWDROP_URL is https:\/\/example\.org\/elsewhere, but the pages were built for the path "\/"/,
  )
})

test('what was built for the path is not built again', () => {
  const env = { ...process.env, NEXT_DIST_DIR: '.next-drop', SNOWDROP_URL: 'https://example.org/drop/' }
  const { status: ended, stdout } = spawnSync(process.execPath, ['scripts/build.ts'], { env, encoding: 'utf8' })
  expect([ended, stdout]).toEqual([0, ''])
})
