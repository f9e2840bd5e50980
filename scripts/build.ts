// Builds the app where its sources changed since the last build: Prisma client, service worker, Next, CSP hashes.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as z from 'zod/mini'
import { read } from '../lib/server/variables.ts'
import { basePathOf } from '../lib/wire/base-path.ts'
import { hashInlineScripts } from './csp-hashes.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
/** Where the build goes, relative to the project. */
export const distDir = process.env.NEXT_DIST_DIR ?? '.next'

const sources = [
  'package-lock.json',
  'next.config.js',
  'tsconfig.json',
  'instrumentation.ts',
  'prisma.config.ts',
  'app',
  'lib',
  'messages',
  'prisma',
  'public',
  'scripts',
]
const made = /\/generated\/|^public\/((download|shell)-worker\.js|look\/(frame\.js|pdf\.js|pdfium\.wasm))|\.test\.tsx?$/

function filesUnder(path: string): string[] {
  const stat = statSync(join(root, path), { throwIfNoEntry: false })
  if (stat === undefined) return []
  if (!stat.isDirectory()) return [path]
  return readdirSync(join(root, path)).flatMap((name) => filesUnder(`${path}/${name}`))
}

function hashSources(basePath: string): string {
  const hash = createHash('sha256').update(basePath).update('\0')
  for (const file of sources.flatMap(filesUnder).filter((path) => !made.test(path))) {
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(root, file)))
      .update('\0')
  }
  return hash.digest('hex')
}

function run(label: string, command: string, args: string[], env: Readonly<Record<string, string>> = {}): void {
  const result = spawnSync(command, args, { cwd: root, encoding: 'utf8', env: { ...process.env, ...env } })
  if (result.status === 0) return
  process.stderr.write(`${result.stdout}${result.stderr}`)
  throw new Error(`${label} failed`)
}

/** Generates the Prisma clients and bundles the service worker: what types, tests and builds need. */
export function generate(): void {
  const prisma = join(root, 'node_modules/prisma/build/index.js')
  for (const provider of ['sqlite', 'postgresql']) {
    run(`prisma generate (${provider})`, process.execPath, [prisma, 'generate', '--schema', `prisma/${provider}`])
  }
  run('the service worker', process.execPath, ['scripts/build-workers.mjs'])
}

/** The path that the pages of the last build in this place stand under. */
export function builtFor(): string {
  const manifest = readFileSync(join(root, distDir, 'routes-manifest.json'), 'utf8')
  return z.parse(z.object({ basePath: z.string() }), JSON.parse(manifest)).basePath
}

/**
 * Builds for the path of SNOWDROP_URL, if it or anything else changed since the last build in this place. `say` hears
 * what is going on.
 */
export function buildIfChanged(say: (line: string) => void): void {
  const stamp = join(root, distDir, 'snowdrop-sources')
  const basePath = basePathOf(read(process.env, 'SNOWDROP_URL'))
  const hash = hashSources(basePath)
  if (statSync(stamp, { throwIfNoEntry: false }) && readFileSync(stamp, 'utf8') === hash) return
  say('Building, as sources or address changed since the last build (about half a minute) …')
  generate()
  run('next build', process.execPath, [join(root, 'node_modules/next/dist/bin/next'), 'build'], {
    SNOWDROP_BASE_PATH: basePath,
  })
  writeFileSync(join(root, distDir, 'csp-hashes.json'), JSON.stringify(hashInlineScripts(join(root, distDir))))
  writeFileSync(stamp, hash)
}

if (import.meta.main) buildIfChanged(console.log)
