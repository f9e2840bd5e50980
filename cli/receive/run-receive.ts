import { join } from 'node:path'
import { homeFolder } from '../home-folder.ts'
import { askPassword, readPassword } from '../read-password.ts'
import { openTerminal } from '../terminal.ts'
import { UsageError } from '../usage-error.ts'
import { connect, instanceOf } from './connect.ts'
import { keepFreedMemory } from './keep-freed-memory.ts'
import { receive } from './receive.ts'
import type { PasswordSource } from './unlock.ts'

/** What commander read. */
export interface ReceiveOptions {
  readonly output?: string
  readonly file?: string[]
  readonly list?: true
  readonly passwordStdin?: true
  readonly zip?: true
  readonly extract?: true
  readonly force?: true
  readonly giveBack?: true
  readonly json?: true
  readonly quiet?: true
  readonly server?: string
}

async function passwordOf({ passwordStdin }: ReceiveOptions): Promise<PasswordSource> {
  return {
    given: passwordStdin === true ? await readPassword() : null,
    ask: (signal) => askPassword('Password', signal),
  }
}

/** Runs `snowdrop receive`. Errors: those of `receive`. */
export async function runReceive(
  words: readonly string[],
  options: ReceiveOptions,
  signal: AbortSignal,
): Promise<void> {
  const text = words.join(' ')
  if (options.zip === true && options.extract === true) throw new UsageError('Say --zip or --extract, not both.')
  const base = instanceOf(text, options.server)
  keepFreedMemory()
  const terminal = openTerminal(process, options.quiet === true, Date.now)
  const connection = connect(base, join(homeFolder(process.env), 'receiving'))
  const request = {
    text,
    password: await passwordOf(options),
    out: options.output ?? null,
    files: options.file ?? [],
    list: options.list === true,
    zip: options.zip === true,
    force: options.force === true,
    json: options.json === true,
    giveBack: options.giveBack === true,
  }
  await receive(connection, terminal, request, signal)
}
