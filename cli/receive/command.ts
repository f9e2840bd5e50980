import { type Command, Option } from 'commander'
import type { ReceiveOptions } from './run-receive.ts'

const EXAMPLES = `
Examples:
  snowdrop receive 'https://drop.example/d#CODE'             save what the link holds here
  snowdrop receive LINK --list                               show names and sizes; uses no download
  snowdrop receive LINK -o backup/ --file notes/today.txt    one file of it
  snowdrop receive LINK -o - | tar x                         to a pipe
  snowdrop receive --server https://drop.example eleven words of a link you were told
`

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
    .action(async (words: string[], options: ReceiveOptions) => {
      const { runReceive } = await import('./run-receive.ts')
      await runReceive(words, options, signal)
    })
}
