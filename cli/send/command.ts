import { type Command, Option } from 'commander'
import type { SendOptions } from './run-send.ts'

const EXAMPLES = `
Examples:
  snowdrop send report.pdf photos/                         files and folders, as the site has it by default
  snowdrop send report.pdf --expires 2d --downloads 5      for two days and five downloads
  tar c photos | snowdrop send - --name photos.tar         what comes through a pipe
  snowdrop send report.pdf --label Ann --label Bob         a link for each
  snowdrop send --note "the door code is 4711" --password-generate
  snowdrop send --redirect https://example.org/private     an address that opens once
`

/** Adds `snowdrop send`. `signal` is aborted when the person stops it. */
export function addSend(program: Command, signal: AbortSignal): void {
  program
    .command('send')
    .description('Send files, folders, a note or an address, and print the link')
    .argument('[path...]', 'files and folders; - for standard input')
    .option('--expires <duration>', 'how long the link lives: 30m, 12h, 2d, 1w')
    .option('--downloads <count>', 'how many downloads it allows')
    .option('--password', 'ask for a password')
    .option('--password-stdin', 'read the password from standard input')
    .option('--password-generate', 'make a password of five words, and show it')
    .option('--hint <text>', 'words for whoever is asked for the password')
    .option('--links <count>', 'make this many links, each with its own limits')
    .addOption(
      new Option('--label <text>', 'what your own list calls a link; again for another link').argParser(collect),
    )
    .option('--name <name>', 'the name of what comes through standard input; stdin without it')
    .option('--note [text]', 'a note instead of files; from standard input without a text')
    .option('--redirect <url>', 'an address that the link leads to, once for each download')
    .option('--fresh', 'begin anew, and delete what an earlier try has stored')
    .option('--words', 'print the link as eleven words, too')
    .option('--qr', 'show the link as a QR code')
    .option('--copy', 'hand the link to the terminal for its clipboard')
    .option('--json', 'print one object: link, words, expiresAt, downloads and more')
    .option('-q, --quiet', 'say nothing but results and errors')
    .addOption(new Option('--server <url>', 'the site to send to').env('SNOWDROP_SERVER'))
    .addOption(new Option('--ticket <ticket>', 'an upload ticket, where the site asks for one').env('SNOWDROP_TICKET'))
    .addHelpText('after', EXAMPLES)
    .action(async (paths: string[], options: SendOptions) => {
      const { runSend } = await import('./run-send.ts')
      await runSend(paths, options, signal)
    })
}

function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value]
}
