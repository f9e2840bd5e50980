import { Command, CommanderError } from 'commander'
import { isDropError } from '../lib/format/drop-error.ts'
import packageJson from '../package.json' with { type: 'json' }
import { addAdmin } from './admin/command.ts'
import { EXIT_CODES, USAGE_EXIT } from './exit-codes.ts'
import { failureWords } from './failure-words.ts'
import { addReceive } from './receive/command.ts'
import { UsageError } from './usage-error.ts'

/** Says why a command failed, and answers its exit code (docs/cli.md). */
function explain(error: unknown, isStopped: boolean): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE_EXIT
  if (error instanceof UsageError) {
    process.stderr.write(`snowdrop: ${error.message}\n`)
    return USAGE_EXIT
  }
  if (isStopped) return EXIT_CODES.cancelled
  if (!isDropError(error)) {
    process.stderr.write(`snowdrop: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    return EXIT_CODES.internal
  }
  const { title, text } = failureWords(error)
  process.stderr.write(`snowdrop: ${title}. ${text}\n`)
  return EXIT_CODES[error.code]
}

/** The first Ctrl-C stops cleanly; the second one at once. */
function stopOnSignals(): AbortController {
  const stop = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(name, () => {
      if (stop.signal.aborted) process.exit(EXIT_CODES.cancelled)
      stop.abort()
    })
  return stop
}

const stop = stopOnSignals()
const program = new Command('snowdrop')
  .description('End-to-end encrypted, expiring file drops')
  .version(packageJson.version)
  .exitOverride()
addReceive(program, stop.signal)
addAdmin(program)
try {
  await program.parseAsync()
} catch (error) {
  process.exitCode = explain(error, stop.signal.aborted)
}
// Connections that are kept alive, and a transfer that was given up, are nobody's any more.
process.exit()
