import type { Command } from 'commander'

const EXAMPLES = `
Examples:
  snowdrop doctor                        with the settings in this shell's environment
  snowdrop doctor --json | jq '.[] | select(.state == "fault")'
`

/** Adds `snowdrop doctor`. */
export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description("Try what an instance stands on, with its server's settings, and say what to change")
    .option('--json', 'print what was found as a list')
    .addHelpText('after', EXAMPLES)
    .action(async (options: { readonly json?: true }) => {
      const { runDoctor } = await import('./run-doctor.ts')
      await runDoctor(options.json === true)
    })
}
