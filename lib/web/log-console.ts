import { stripVTControlCharacters } from 'node:util'
import { describeFailure } from './describe-failure.ts'
import { logFailure, logNote } from './log.ts'

/** In one line; of a failure its kind alone, as the log holds it. */
function describe(said: unknown): string {
  return typeof said === 'string'
    ? stripVTControlCharacters(said)
        .replaceAll(/\p{Cc}+/gu, ' ')
        .trim()
    : describeFailure(said)
}

/**
 * Makes lines of the log, through its nets, of what Next and packages say on `console`: they may quote what was asked
 * for.
 */
export function logConsole(console: Pick<Console, 'error' | 'warn'>): void {
  const inLines =
    (log: (line: string) => void) =>
    (...said: unknown[]) =>
      log(`console: ${said.map(describe).join(' ')}`)
  Object.assign(console, { error: inLines(logFailure), warn: inLines(logNote) })
}
