import { Command } from 'commander'
import packageJson from '../package.json' with { type: 'json' }

/** Adds commands to the program. `signal` is aborted when the person stops one. */
type Add = (program: Command, signal: AbortSignal) => void

/** All commands, in the order of `--help`, by the module that describes them. Only what is asked for is loaded. */
const COMMANDS: readonly { readonly names: readonly string[]; readonly load: () => Promise<Add> }[] = [
  { names: ['send'], load: async () => (await import('./send/command.ts')).addSend },
  { names: ['receive'], load: async () => (await import('./receive/command.ts')).addReceive },
  {
    names: ['list', 'show', 'extend', 'revoke', 'delete', 'forget', 'export', 'import'],
    load: async () => (await import('./sent/commands.ts')).addSent,
  },
  { names: ['admin'], load: async () => (await import('./admin/command.ts')).addAdmin },
  { names: ['doctor'], load: async () => (await import('./doctor/command.ts')).addDoctor },
  { names: ['completion', 'man'], load: async () => (await import('./describe/commands.ts')).addDescribing },
]

const EXAMPLES = `
Examples:
  export SNOWDROP_SERVER=https://drop.example       the site to send to; --server says it, too
  snowdrop send report.pdf photos/                  print a link to files and folders
  snowdrop send --note "the door code is 4711"      or to a note
  snowdrop receive 'https://drop.example/d#CODE'    save what is behind a link
  snowdrop list                                     what was sent, and what became of it
`

/** Columns beside the names, below which nothing is wrapped. */
const NARROWEST_HELP = 20

/**
 * Those that a command line needs: one where it begins with its name, none where it asks for the version, else all, to
 * be listed or described.
 */
function needed(args: readonly string[]): typeof COMMANDS {
  const [first = ''] = args
  if (first === '--version' || first === '-V') return []
  const named = COMMANDS.filter(({ names }) => names.includes(first) && !names.includes('man'))
  return named.length > 0 ? named : COMMANDS
}

/** The `snowdrop` program, with the commands that `args` need; without them with all. */
export async function createProgram(signal: AbortSignal, args: readonly string[] = []): Promise<Command> {
  const program = new Command('snowdrop')
    .description('End-to-end encrypted, expiring file drops')
    .version(packageJson.version)
    .exitOverride()
    // As whatever else goes wrong.
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'snowdrop: ')) })
    // Long names stand beside what they mean, on a narrow terminal too.
    .configureHelp({ minWidthToWrap: NARROWEST_HELP })
    .addHelpText('after', EXAMPLES)
  for (const { load } of needed(args)) (await load())(program, signal)
  return program
}
