import { join } from 'node:path'
import { text as readAll } from 'node:stream/consumers'
import { type Command, Option } from 'commander'
import { DropError } from '../../lib/format/drop-error.ts'
import { homeFolder } from '../home-folder.ts'
import { openTerminal } from '../terminal.ts'
import { UsageError } from '../usage-error.ts'
import { connect, instanceOf } from './connect.ts'
import { receive } from './receive.ts'
import type { PasswordSource } from './unlock.ts'

interface Options {
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

const EXAMPLES = `
Examples:
  snowdrop receive 'https://drop.example/d#CODE'             save what the link holds here
  snowdrop receive LINK --list                               show names and sizes; uses no download
  snowdrop receive LINK -o backup/ --file notes/today.txt    one file of it
  snowdrop receive LINK -o - | tar x                         to a pipe
  snowdrop receive --server https://drop.example eleven words of a link you were told
`

async function passwordOf({ passwordStdin }: Options): Promise<PasswordSource> {
  // One line's end is the shell's, not the password's.
  const given = passwordStdin === true ? (await readAll(process.stdin)).replace(/\r?\n$/, '') : null
  const ask = async (signal: AbortSignal) => {
    const { default: password } = await import('@inquirer/password')
    try {
      return await password({ message: 'Password', mask: true }, { signal, output: process.stderr })
    } catch (cause) {
      throw new DropError('cancelled', { cause })
    }
  }
  return { given, ask }
}

async function run(words: readonly string[], options: Options, signal: AbortSignal): Promise<void> {
  const text = words.join(' ')
  if (options.zip === true && options.extract === true) throw new UsageError('Say --zip or --extract, not both.')
  const base = instanceOf(text, options.server)
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

/** Adds `snowdrop receive`. `signal` is aborted when the person stops it. */
export function addReceive(program: Command, signal: AbortSignal): void {
  program
    .command('receive')
    .description('Save what is behind a link')
    .argument('<link...>', 'a link, a code, or the eleven words of one')
    .option('-o, --output <place>', 'a folder, a file, or - for standard output')
    .option('--file <path...>', 'only these files or folders of the drop')
    .option('--list', 'show names and sizes; uses no download')
    .option('--extract', 'several files as a folder (the default)')
    .option('--zip', 'several files as one zip')
    .option('--force', 'replace what is there')
    .option('--password-stdin', 'read the password from standard input')
    .option('--give-back', 'where it is stopped, keep nothing and give the download back')
    .option('--json', 'print one object: files with path, size and sha256')
    .option('-q, --quiet', 'say nothing but results and errors')
    .addOption(new Option('--server <url>', 'the site of a code or words').env('SNOWDROP_SERVER'))
    .addHelpText('after', EXAMPLES)
    .action((words: string[], options: Options) => run(words, options, signal))
}
