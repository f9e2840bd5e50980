#!/usr/bin/env node
// The `snowdrop` command. Runs cli/main.ts under a Node that can read TypeScript: this one, or the pinned one of the
// project.
import { existsSync } from 'node:fs'
import module from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const main = new URL('./main.ts', import.meta.url)
const [major] = process.versions.node.split('.').map(Number)

// In a fresh clone the packages are not there yet.
if (!existsSync(new URL('../node_modules/commander', import.meta.url))) {
  const { installDependencies } = await import('../scripts/dependencies.mjs')
  installDependencies({ development: false })
}

if (major >= 24) {
  process.removeAllListeners('warning')
  // What was compiled once is read from here later: a quicker start, and 25 MiB less. The folder is the account's own,
  // as whoever writes there decides what runs.
  module.enableCompileCache(join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'snowdrop', 'code'))
  await import(main.href)
} else {
  const { spawn } = await import('node:child_process')
  const { findNode } = await import('../scripts/dependencies.mjs')
  const args = ['--disable-warning=ExperimentalWarning', fileURLToPath(main), ...process.argv.slice(2)]
  const child = spawn(findNode(), args, { stdio: 'inherit' })
  // As in main.ts: what was typed may be secret.
  process.title = 'snowdrop'
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  // The terminal sends Ctrl-C to both.
  process.on('SIGINT', () => {})
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === null ? 1 : 128)
  })
}
