import { existsSync } from 'node:fs'
import { CommanderError } from 'commander'
import { isDropError } from '../lib/format/drop-error.ts'
import { CLEAR_LINE } from './clear-line.ts'
import { EXIT_CODES, USAGE_EXIT } from './exit-codes.ts'
import { createProgram } from './program.ts'
import { UsageError } from './usage-error.ts'

/** Says it in a line of its own: a transfer that was broken off leaves its progress behind. */
function complain(text: string): void {
  process.stderr.write(`${process.stderr.isTTY ? CLEAR_LINE : ''}snowdrop: ${text}\n`)
}

/** `send *` meets a file that is called like an option sooner or later. */
async function adviseOnFile({ code, message }: CommanderError): Promise<void> {
  const [, option = ''] = /'(.+)'/.exec(message) ?? []
  if (code !== 'commander.unknownOption' || !existsSync(option)) return
  const { plainWords } = await import('./terminal.ts')
  complain(`a file that is called ${plainWords(option)} is ./${plainWords(option)}`)
}

/** Says why a command failed, and answers its exit code (docs/cli.md). */
async function explain(error: unknown, isStopped: boolean): Promise<number> {
  if (error instanceof CommanderError) {
    await adviseOnFile(error)
    return error.exitCode === 0 ? 0 : USAGE_EXIT
  }
  if (error instanceof UsageError) {
    complain(error.message)
    return USAGE_EXIT
  }
  if (isStopped) return EXIT_CODES.cancelled
  if (!isDropError(error)) {
    complain(error instanceof Error ? (error.stack ?? error.message) : String(error))
    return EXIT_CODES.internal
  }
  const { failureWords } = await import('./failure-words.ts')
  const { title, text } = failureWords(error)
  complain(`${title}. ${text}`)
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

// What was typed may hold a link, a ticket or a note, and other accounts of the machine see command lines for as long
// as a program runs. This overwrites it.
process.title = 'snowdrop'
// Empty is what a script leaves that has nothing to say.
for (const name of ['SNOWDROP_SERVER', 'SNOWDROP_TICKET', 'SNOWDROP_HOME'])
  if (process.env[name] === '') Reflect.deleteProperty(process.env, name)
const stop = stopOnSignals()
try {
  const program = await createProgram(stop.signal, process.argv.slice(2))
  await program.parseAsync()
} catch (error) {
  process.exitCode = await explain(error, stop.signal.aborted)
}
// Connections that are kept alive, and a transfer that was given up, are nobody's any more.
process.exit()
