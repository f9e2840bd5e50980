import { userInfo } from 'node:os'
import { text as readAll } from 'node:stream/consumers'
import type { Command } from 'commander'
import type { Act } from '../../lib/ports/operator-store.ts'
import { nameDrop } from '../../lib/server/name-drop.ts'
import { scrub } from '../../lib/web/redact.ts'
import type { DropId } from '../../lib/wire/fields.ts'
import { UsageError } from '../usage-error.ts'
import type { Operation } from './on-instance.ts'

/** Options of every command that changes something. */
export interface ActOptions {
  readonly as?: string
  readonly reason?: string
  readonly json?: true
}

const MOST_WHO = 100
const MOST_REASON = 500

/** Adds the options of a command that changes something. */
export function addAct(command: Command): Command {
  return command
    .option('--reason <words>', 'why; kept in the audit log for a year')
    .option('--as <name>', 'who; your account on this machine without it')
    .option('--json', 'print one object')
}

/** The account that asks: whoever used sudo, rather than root. */
function account(): string {
  const { SUDO_USER: asked } = process.env
  if (asked !== undefined && asked !== '') return asked
  try {
    return userInfo().username
  } catch {
    // A container's user often has no name.
    return `uid ${process.getuid?.() ?? 'unknown'}`
  }
}

/**
 * Who does it and why. Whatever looks like a code, a link or an address is taken out of the words, as the log is read
 * by others. Errors: `UsageError`.
 */
export function actOf({ as = account(), reason }: ActOptions): Act {
  if (as.length > MOST_WHO || as === '') throw new UsageError(`--as takes 1 to ${MOST_WHO} characters.`)
  if (reason !== undefined && reason.length > MOST_REASON)
    throw new UsageError(`--reason takes up to ${MOST_REASON} characters.`)
  return { who: scrub(as), reason: reason === undefined || reason === '' ? null : scrub(reason) }
}

/**
 * The drop that is meant; `-` reads it from standard input, where no other program on the machine sees it. Errors:
 * `not-found`.
 */
export async function namedDrop({ deps }: Operation, words: readonly string[]): Promise<DropId> {
  const text = words.join(' ')
  return nameDrop(deps, text === '-' ? await readAll(process.stdin) : text)
}

export const DROP =
  'its id, or a link of it: a locator, the link, its code or words, or - to read that from standard input'
