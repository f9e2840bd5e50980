import { createInterface } from 'node:readline'
import { DropError } from '../lib/format/drop-error.ts'
import type { Terminal } from './terminal.ts'
import { UsageError } from './usage-error.ts'

/**
 * Asks before something that cannot be undone, unless `--yes` was said. Errors: `cancelled` for no, `UsageError` where
 * nobody can be asked.
 */
export async function confirm(terminal: Terminal, yes: boolean, question: string, signal: AbortSignal): Promise<void> {
  if (yes) return
  if (!terminal.canAsk) throw new UsageError(`${question} That cannot be undone: add --yes.`)
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  try {
    const answer = await new Promise<string>((resolve) => {
      // Ctrl-C and Ctrl-D are a no.
      lines.once('SIGINT', () => resolve('')).once('close', () => resolve(''))
      lines.question(`${question} That cannot be undone. [y/N] `, { signal }, resolve)
    })
    if (!/^y(es)?$/i.test(answer.trim())) throw new DropError('cancelled')
  } finally {
    lines.close()
  }
}
