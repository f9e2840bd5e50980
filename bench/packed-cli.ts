import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CliPlace, type RunningCli, startCli } from '../e2e/cli/run-cli.ts'

/** Starts the command. */
export type StartCommand = (args: readonly string[], place: Omit<CliPlace, 'command'>) => RunningCli

/**
 * Makes the package that people install, and starts the command from it until it is removed: from a clone every file of
 * ours is found and read by itself.
 */
export function packCommand(): { readonly start: StartCommand; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'snowdrop-packed-'))
  execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', 'scripts/pack-cli.ts', folder])
  return {
    start: (args, place) => startCli(args, { ...place, command: join(folder, 'bin/snowdrop.mjs') }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
