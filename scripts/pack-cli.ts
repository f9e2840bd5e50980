// `npm run pack:cli`: builds the package of the command line in dist/cli, to be published by `npm publish ./dist/cli`.
// Another folder may be named. It holds one bundle and depends on nothing: the server's packages are no business of
// whoever only sends and receives.
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Metafile, type Plugin } from 'esbuild'
import packageJson from '../package.json' with { type: 'json' }

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = resolve(root, process.argv[2] ?? 'dist/cli')

/** For a shell that starts it; and what was written as common JavaScript still says `require` of what Node brings. */
const BANNER = `#!/usr/bin/env node
import { createRequire as requireFrom } from 'node:module'
const require = requireFrom(import.meta.url)`

/** Commands that need the server's own code are not in the package; it says so where they are asked for. */
const leaveOutInstance: Plugin = {
  name: 'leave out what an instance alone has',
  setup: (bundle) => {
    bundle.onResolve({ filter: /^\.\/(admin|doctor)\/command\.ts$/ }, () => ({ path: join(root, 'cli/not-here.ts') }))
    // Of what this package says of itself the program needs its version alone.
    bundle.onLoad({ filter: /\/package\.json$/ }, ({ path }) =>
      path === join(root, 'package.json')
        ? { contents: JSON.stringify({ version: packageJson.version }), loader: 'json' }
        : null,
    )
  },
}

async function bundle(): Promise<Metafile> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: { snowdrop: 'cli/packed.ts' },
    outdir: join(folder, 'bin'),
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22.12',
    outExtension: { '.js': '.mjs' },
    banner: { js: BANNER },
    legalComments: 'none',
    plugins: [leaveOutInstance],
    metafile: true,
  })
  return metafile
}

/** The licence of every package whose code is in the bundle. */
function licences({ inputs }: Metafile): string {
  const names = Object.keys(inputs).flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? [])
  return [...new Set(names)]
    .sort()
    .map((name) => {
      const home = join(root, 'node_modules', name)
      const file = readdirSync(home).find((each) => /^licen[cs]e/i.test(each))
      if (file === undefined) throw new Error(`${name} is bundled and has no licence`)
      return `${name}\n\n${readFileSync(join(home, file), 'utf8').trim()}\n`
    })
    .join(`\n${'-'.repeat(80)}\n\n`)
}

function writePackageJson(): void {
  const { name, version, description, license, type } = packageJson
  const published = {
    ...{ name, version, description, license, type },
    repository: 'github:snowdrop/snowdrop',
    engines: { node: '>=22.12' },
    bin: { snowdrop: 'bin/snowdrop.mjs' },
    man: ['man/snowdrop.1'],
    files: ['bin', 'man', 'THIRD-PARTY.txt'],
  }
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(published, null, 2)}\n`)
}

function writeManPage(): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, 'bin/snowdrop.mjs'), 'man'], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`the bundle does not run:\n${stderr}`)
  mkdirSync(join(folder, 'man'))
  writeFileSync(join(folder, 'man/snowdrop.1'), stdout)
}

/** The page of the command line; what it leads to stays where it is. */
function writeReadme(): void {
  const page = readFileSync(join(root, 'docs/cli.md'), 'utf8')
  const there = page.replaceAll(/\]\((?=[a-z-]+\.md)/g, '](https://github.com/snowdrop/snowdrop/blob/main/docs/')
  writeFileSync(join(folder, 'README.md'), there)
}

rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
writeFileSync(join(folder, 'THIRD-PARTY.txt'), licences(await bundle()))
writePackageJson()
writeManPage()
writeReadme()
copyFileSync(join(root, 'LICENSE'), join(folder, 'LICENSE'))
console.log(folder)
