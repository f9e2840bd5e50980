import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import { type AppServer, startApp } from '../servers/app-server.ts'
import { storeDrop } from './stored-drop.ts'

let folder: string
let app: AppServer
/** This Node, and npm, and nothing of the clone. */
const env = (): NodeJS.ProcessEnv => ({
  NODE_ENV: 'production',
  PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
  HOME: folder,
  SNOWDROP_HOME: join(folder, 'home'),
  npm_config_cache: join(folder, 'cache'),
})
const at = (...path: string[]) => join(folder, ...path)
const run = (command: string, args: readonly string[], cwd: string) =>
  execFileSync(command, args, { cwd, env: env(), encoding: 'utf8' })

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'snowdrop-package-'))
  execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', 'scripts/pack-cli.ts', at('package')])
  app = await startApp()
}, 120_000)
afterAll(async () => {
  await app.destroy()
  rmSync(folder, { recursive: true, force: true })
})

test('the package holds what is needed and nothing else', () => {
  const [packed] = JSON.parse(run('npm', ['pack', '--dry-run', '--json'], at('package'))) as {
    files: { path: string }[]
    unpackedSize: number
  }[]
  const paths = packed?.files.map(({ path }) => path) ?? []
  const others = paths.filter((path) => !/^bin\/[\w-]+\.mjs$/.test(path))
  expect(others.sort()).toEqual(['LICENSE', 'README.md', 'THIRD-PARTY.txt', 'man/snowdrop.1', 'package.json'])
  expect(packed?.unpackedSize).toBeLessThan(2 * 2 ** 20)
  const bundle = readdirSync(at('package/bin'))
    .map((name) => readFileSync(at('package/bin', name), 'utf8'))
    .join('')
  for (const word of ['@prisma', 'better-sqlite3', 'client-s3', 'next/server'])
    expect(bundle.includes(word), word).toBe(false)
  for (const name of ['commander', 'zod', 'hash-wasm', 'client-zip'])
    expect(readFileSync(at('package/THIRD-PARTY.txt'), 'utf8')).toContain(`${name}\n`)
})

test('it installs in an empty folder without a registry, and receives', async () => {
  run('npm', ['pack', '--pack-destination', folder], at('package'))
  mkdirSync(at('empty'))
  const tarball = at(`snowdrop-${packageJson.version}.tgz`)
  run('npm', ['install', '--offline', '--no-audit', '--no-fund', '--prefix', at('empty'), tarball], at('empty'))
  expect(readdirSync(at('empty/node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['snowdrop'])
  const snowdrop = at('empty/node_modules/.bin/snowdrop')
  expect(run(snowdrop, ['--version'], folder)).toBe(`${packageJson.version}\n`)
  const content = new Uint8Array(20 * 2 ** 20).fill(7)
  const { link } = await storeDrop(app.url, { files: [{ path: 'x', bytes: content }], password: 'grüße' })
  mkdirSync(at('here'))
  execFileSync(snowdrop, ['receive', link, '--password-stdin', '-q'], { cwd: at('here'), env: env(), input: 'grüße' })
  expect(readFileSync(at('here/x')).equals(content)).toBe(true)
  expect(statSync(at('empty/node_modules/snowdrop/man/snowdrop.1')).size).toBeGreaterThan(5000)
  expect(() => execFileSync(snowdrop, ['admin', 'list'], { env: env(), stdio: 'ignore' })).toThrow(/Command failed/)
})
