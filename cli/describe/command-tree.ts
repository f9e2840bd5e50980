import type { Argument, Command, Option } from 'commander'

/** An option as shells and pages need it. */
export interface DescribedOption {
  /** `--output`; every option has one. */
  readonly long: string
  /** `-o`, or `null`. */
  readonly short: string | null
  readonly does: string
  /** Whether a word follows it, must follow it, or does not. */
  readonly value: 'none' | 'may' | 'must'
  /** What the word is called, `place` for instance; empty without one. */
  readonly valueName: string
  /** All words that it may be; empty where there are others. */
  readonly choices: readonly string[]
  /** The variable that says the same, or `null`. */
  readonly variable: string | null
}

/** A command with all that it understands, as commander itself knows it. */
export interface DescribedCommand {
  /** From the program's name on: `snowdrop admin block`. */
  readonly path: string
  readonly name: string
  readonly does: string
  /** What `--help` says before the options: names of arguments, `[options]` and all. */
  readonly usage: string
  readonly arguments: readonly { readonly name: string; readonly does: string; readonly choices: readonly string[] }[]
  readonly options: readonly DescribedOption[]
  /** Lines of `--help` after the options; empty for none. */
  readonly examples: readonly string[]
  readonly commands: readonly DescribedCommand[]
}

function describeOption(option: Option): DescribedOption {
  const [, valueName = ''] = /[<[]([\w-]+)/.exec(option.flags) ?? []
  return {
    long: option.long ?? option.flags,
    short: option.short ?? null,
    does: option.description,
    value: option.required ? 'must' : option.optional ? 'may' : 'none',
    valueName,
    choices: option.argChoices ?? [],
    variable: option.envVar ?? null,
  }
}

/** What `addHelpText('after', …)` adds: commander keeps it to itself but prints it. */
function examplesOf(command: Command): string[] {
  let printed = ''
  command.configureOutput({ writeOut: (text) => (printed += text) })
  command.outputHelp()
  command.configureOutput({ writeOut: (text) => process.stdout.write(text) })
  const after = printed.slice(command.helpInformation().length)
  return after.split('\n').filter((line) => line.trim() !== '' && line !== 'Examples:')
}

const describeArgument = (argument: Argument) => ({
  name: argument.name(),
  does: argument.description,
  choices: argument.argChoices ?? [],
})

/** A command and all below it. */
export function describeCommand(command: Command, above = ''): DescribedCommand {
  const path = `${above} ${command.name()}`.trim()
  const help = command.createHelp()
  return {
    path,
    name: command.name(),
    does: command.description(),
    usage: command.usage(),
    arguments: command.registeredArguments.map(describeArgument),
    options: help.visibleOptions(command).map(describeOption),
    examples: examplesOf(command),
    commands: help
      .visibleCommands(command)
      .filter((each) => each.name() !== 'help')
      .map((each) => describeCommand(each, path)),
  }
}

/** A command and all below it, in one row. */
export function flatten(command: DescribedCommand): readonly DescribedCommand[] {
  return [command, ...command.commands.flatMap(flatten)]
}

/** Whether a word of that name is a path on this machine. */
export function isPath(name: string): boolean {
  return ['path', 'file', 'place', 'folder'].includes(name)
}
