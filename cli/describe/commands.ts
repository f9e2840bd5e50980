import { Argument, type Command } from 'commander'

const COMPLETION_EXAMPLES = `
Examples:
  source <(snowdrop completion bash)                                          for this shell
  snowdrop completion bash > ~/.local/share/bash-completion/completions/snowdrop
  snowdrop completion zsh > "\${fpath[1]}/_snowdrop"
  snowdrop completion fish > ~/.config/fish/completions/snowdrop.fish
`

const MAN_EXAMPLES = `
Examples:
  snowdrop man | man -l -                                                     read it
  snowdrop man > ~/.local/share/man/man1/snowdrop.1                           keep it for \`man snowdrop\`
`

const SHELLS = {
  bash: async () => (await import('./completion-bash.ts')).bashCompletion,
  zsh: async () => (await import('./completion-zsh.ts')).zshCompletion,
  fish: async () => (await import('./completion-fish.ts')).fishCompletion,
} as const

/** Adds the commands that tell of all others: what they print comes from the commands as they are. */
export function addDescribing(program: Command): void {
  const described = async () => (await import('./command-tree.ts')).describeCommand(program)
  program
    .command('completion')
    .description('Print what lets a shell complete commands and options')
    .addArgument(new Argument('<shell>', 'which shell').choices(Object.keys(SHELLS)))
    .addHelpText('after', COMPLETION_EXAMPLES)
    .action(async (shell: keyof typeof SHELLS) => {
      const write = await SHELLS[shell]()
      process.stdout.write(write(await described()))
    })
  program
    .command('man')
    .description('Print the manual page')
    .addHelpText('after', MAN_EXAMPLES)
    .action(async () => {
      const { manPage } = await import('./man-page.ts')
      process.stdout.write(manPage(await described(), program.version() ?? ''))
    })
}
