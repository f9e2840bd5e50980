import { keepFreedMemory } from '../keep-freed-memory.ts'
import { askPassword, readPassword } from '../read-password.ts'
import { siteOf } from '../site.ts'
import { openTerminal } from '../terminal.ts'
import { UsageError } from '../usage-error.ts'
import { find } from './find.ts'
import { instanceOf } from './instance-of.ts'
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

function checkOptions(words: readonly string[], { zip, extract, output }: ReceiveOptions): void {
  if (zip === true && extract === true) throw new UsageError('Say --zip or --extract, not both.')
  if (output === '') throw new UsageError('-o is empty: say a folder, a file, or - for standard output.')
  if (words.filter((word) => word.includes('#')).length > 1) throw new UsageError('Receive one link at a time.')
}

/** Runs `snowdrop receive`. Errors: those of `receive`. */
export async function runReceive(
  words: readonly string[],
  options: ReceiveOptions,
  signal: AbortSignal,
): Promise<void> {
  const text = words.join(' ')
  checkOptions(words, options)
  const site = siteOf(instanceOf(text, options.server))
  const terminal = openTerminal(process, options.quiet === true, Date.now)
  const found = find(site, terminal, text, signal)
  // The code that saves is loaded while the site answers.
  await Promise.race([site.asked, found.catch(() => {})])
  const { connect } = await import('./connect.ts')
  const { receive } = await import('./receive.ts')
  keepFreedMemory()
  const connection = connect(site, process.env)
  const request = {
    text,
    found,
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
