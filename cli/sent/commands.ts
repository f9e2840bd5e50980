import { type Command, Option } from 'commander'
import type { ExportOptions, ImportOptions } from './run-move.ts'
import type { ChangeOptions, ExtendOptions, ForgetOptions, ListOptions } from './run-sent.ts'

const WHAT = 'its number in the list (2, or 2.1 for a link of it), its name or label, a link, a code or words'

const LIST_EXAMPLES = `
Examples:
  snowdrop list                          what was sent, and what became of it
  snowdrop list --json | jq '.drops[] | select(.state == "live") | .name'
`

const SHOW_EXAMPLES = `
Examples:
  snowdrop show 1                        the newest: its links, and what happened to each
  snowdrop show report.pdf --json
`

const EXTEND_EXAMPLES = `
Examples:
  snowdrop extend 1 --expires 2d         two days from now on
  snowdrop extend 2.1 --downloads 10     ten downloads in all, those that were made included
  snowdrop extend 1 --unfreeze           after too many wrong passwords
`

const REVOKE_EXAMPLES = `
Examples:
  snowdrop revoke 2.1                    one link; the others of that drop stay
  snowdrop revoke Ann --yes              the link with that label, without being asked
`

const DELETE_EXAMPLES = `
Examples:
  snowdrop delete 1                      end all links, and delete the bytes
  snowdrop delete report.pdf --yes
`

const FORGET_EXAMPLES = `
Examples:
  snowdrop forget 3                      take it off the list; its links stay as they are
  snowdrop forget --over                 everything that is over
`

const EXPORT_EXAMPLES = `
Examples:
  snowdrop export sent.snowlist          the whole list, sealed with a password that is asked for
  pass show snowdrop | snowdrop export sent.snowlist --password-stdin --server https://drop.example
`

const IMPORT_EXAMPLES = `
Examples:
  snowdrop import sent.snowlist --server https://drop.example
`

interface Described {
  readonly name: string
  readonly does: string
  readonly examples: string
}

/** What all commands on the list have in common. */
function describe(program: Command, { name, does, examples }: Described): Command {
  return program
    .command(name)
    .description(does)
    .option('--json', 'print one object')
    .option('-q, --quiet', 'say nothing but results and errors')
    .addOption(new Option('--server <url>', 'only what was sent to this site').env('SNOWDROP_SERVER'))
    .addHelpText('after', examples)
}

const sent = () => import('./run-sent.ts')
const move = () => import('./run-move.ts')

function addLooks(program: Command, signal: AbortSignal): void {
  describe(program, {
    name: 'list',
    does: 'List what was sent, and what became of it',
    examples: LIST_EXAMPLES,
  }).action(async (options: ListOptions) => (await sent()).runList(options, signal))
  describe(program, {
    name: 'show',
    does: 'Show a drop that was sent, its links and their history',
    examples: SHOW_EXAMPLES,
  })
    .argument('<what...>', WHAT)
    .action(async (what: string[], options: ListOptions) => (await sent()).runShow(what.join(' '), options, signal))
}

function addChanges(program: Command, signal: AbortSignal): void {
  describe(program, {
    name: 'extend',
    does: 'Change how long a link lives, or how many downloads it allows',
    examples: EXTEND_EXAMPLES,
  })
    .argument('<what...>', WHAT)
    .option('--expires <duration>', 'how long it lives from now on: 30m, 12h, 2d, 1w')
    .option('--downloads <count>', 'how many downloads it allows, with those that were made')
    .option('--unfreeze', 'let passwords be tried again')
    .action(async (what: string[], options: ExtendOptions) => (await sent()).runExtend(what.join(' '), options, signal))
  describe(program, { name: 'revoke', does: 'End one link', examples: REVOKE_EXAMPLES })
    .argument('<what...>', WHAT)
    .option('-y, --yes', 'do not ask')
    .action(async (what: string[], options: ChangeOptions) => (await sent()).runRevoke(what.join(' '), options, signal))
  describe(program, {
    name: 'delete',
    does: 'End all links of a drop, and delete its bytes',
    examples: DELETE_EXAMPLES,
  })
    .argument('<what...>', WHAT)
    .option('-y, --yes', 'do not ask')
    .action(async (what: string[], options: ChangeOptions) => (await sent()).runDelete(what.join(' '), options, signal))
  describe(program, {
    name: 'forget',
    does: 'Take a drop off this list, and leave its links as they are',
    examples: FORGET_EXAMPLES,
  })
    .argument('[what...]', WHAT)
    .option('--over', 'everything that is over')
    .option('-y, --yes', 'do not ask')
    .action(async (what: string[], options: ForgetOptions) => (await sent()).runForget(what.join(' '), options, signal))
}

function addMoves(program: Command, signal: AbortSignal): void {
  describe(program, {
    name: 'export',
    does: 'Write the list of one site to a file that a password opens',
    examples: EXPORT_EXAMPLES,
  })
    .argument('<file>', 'the file to write')
    .option('--password-stdin', 'read the password from standard input')
    .option('--force', 'replace what is there')
    .action(async (file: string, options: ExportOptions) => (await move()).runExport(file, options, signal))
  describe(program, { name: 'import', does: 'Add an exported list to that of one site', examples: IMPORT_EXAMPLES })
    .argument('<file>', 'a file that was exported here or from the page of sent drops')
    .option('--password-stdin', 'read the password from standard input')
    .action(async (file: string, options: ImportOptions) => (await move()).runImport(file, options, signal))
}

/** Adds the commands on the list of what was sent. `signal` is aborted when the person stops one. */
export function addSent(program: Command, signal: AbortSignal): void {
  for (const add of [addLooks, addChanges, addMoves]) add(program, signal)
}
