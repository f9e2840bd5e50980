import { DropError, type ErrorCode } from '../../lib/format/drop-error.ts'
import { EXIT_CODES } from '../exit-codes.ts'
import { failureWords } from '../failure-words.ts'
import { type DescribedCommand, type DescribedOption, flatten } from './command-tree.ts'

/** Text as roff takes it: no command at a line's beginning, hyphens that can be searched for and copied. */
function roff(text: string): string {
  const escaped = text.replaceAll('\\', '\\e').replaceAll('-', '\\-')
  return escaped.replaceAll(/^(?=[.'])/gm, '\\&')
}

const bold = (text: string) => `\\fB${roff(text)}\\fR`
const italic = (text: string) => `\\fI${roff(text)}\\fR`

function flagsOf({ long, short, value, valueName }: DescribedOption): string {
  const flags = [short, long]
    .filter((flag) => flag !== null)
    .map(bold)
    .join(', ')
  if (value === 'none') return flags
  return value === 'must' ? `${flags} ${italic(valueName)}` : `${flags} [${italic(valueName)}]`
}

function optionLines(option: DescribedOption): string[] {
  const variable = option.variable === null ? '' : ` Also \\fB${roff(option.variable)}\\fR.`
  return ['.TP', flagsOf(option), `${roff(option.does)}.${variable}`]
}

function exampleLines(examples: readonly string[]): string[] {
  return ['.nf', '.RS 4', ...examples.map((line) => roff(line.trim())), '.RE', '.fi']
}

function commandLines(command: DescribedCommand): string[] {
  const { path, does, usage, options, arguments: args, examples } = command
  return [
    `.SS ${bold(path)} ${roff(usage)}`,
    `${roff(does)}.`,
    ...args.flatMap(({ name, does: text }) => ['.TP', italic(name), `${roff(text)}.`]),
    ...options.flatMap(optionLines),
    ...(examples.length === 0 ? [] : ['.PP', 'Examples:', '.PP', ...exampleLines(examples)]),
  ]
}

function exitLines(): string[] {
  const codes = Object.entries(EXIT_CODES) as [ErrorCode, number][]
  const rows = codes.flatMap(([code, exit]) => {
    const { title } = failureWords(new DropError(code))
    return ['.TP', `\\fB${exit}\\fR`, `${roff(code)}: ${roff(title)}.`]
  })
  return ['.TP', '\\fB0\\fR', 'Success.', ...rows, '.PP', '2 also stands for arguments that cannot be.']
}

/** The whole manual page, in the man macros. */
export function manPage(program: DescribedCommand, version: string): string {
  const [, ...commands] = flatten(program)
  const leaves = commands.filter((command) => command.commands.length === 0)
  return `${[
    `.TH SNOWDROP 1 ${new Date().toISOString().slice(0, 10)} "snowdrop ${roff(version)}" "User Commands"`,
    '.SH NAME',
    'snowdrop \\- end\\-to\\-end encrypted, expiring file drops',
    '.SH SYNOPSIS',
    `${bold('snowdrop')} ${italic('command')} [${italic('options')}] [${italic('words')}]`,
    '.SH DESCRIPTION',
    'Results go to standard output, everything else to standard error, and every way to end has an exit code.',
    '.SH COMMANDS',
    ...leaves.flatMap(commandLines),
    '.SH EXIT STATUS',
    ...exitLines(),
    '.SH ENVIRONMENT',
    ...environment(commands).flatMap(([name, does]) => ['.TP', bold(name), `${roff(does)}.`]),
    '.SH FILES',
    '.TP',
    italic('~/.local/share/snowdrop'),
    `Downloads that go on, and what was sent, for its owner alone; elsewhere with ${bold('SNOWDROP_HOME')}.`,
    '.SH EXAMPLES',
    ...exampleLines(program.examples),
  ].join('\n')}\n`
}

function environment(commands: readonly DescribedCommand[]): [string, string][] {
  const variables = new Map<string, string>([['SNOWDROP_HOME', 'the folder of what this account keeps']])
  for (const { variable, does } of commands.flatMap(({ options }) => options))
    if (variable !== null && !variables.has(variable)) variables.set(variable, does)
  return [...variables].sort()
}
