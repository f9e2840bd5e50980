import { type DescribedCommand, type DescribedOption, flatten, isPath } from './command-tree.ts'

const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`
const plain = (text: string) => text.replaceAll(/[[\]:\\]/g, (sign) => `\\${sign}`)
const nameOf = (path: string) => `_${path.replaceAll(/[^a-z]+/g, '_')}`

/** What completes a word: files, the words that it may be, or `other`. */
function wordOf(name: string, choices: readonly string[], other: string): string {
  if (choices.length > 0) return `(${choices.join(' ')})`
  return isPath(name) ? '_files' : other
}

function optionSpec({ long, short, does, value, valueName, choices }: DescribedOption): string {
  const word = value === 'none' ? '' : `${value === 'may' ? '::' : ':'}${valueName}:${wordOf(valueName, choices, ' ')}`
  const rest = `[${plain(does)}]${word}`
  // Both spellings, and each but once.
  return short === null ? quote(`${long}${rest}`) : `'(${short} ${long})'{${short},${long}}${quote(rest)}`
}

/**
 * For words that only a person knows `:` does nothing: a message in its place would keep zsh from completing options.
 */
function wordSpecs({ arguments: args }: DescribedCommand): string[] {
  return args.map(({ name, does, choices }) => quote(`*:${plain(does)}:${wordOf(name, choices, '{ : }')}`))
}

function leaf(command: DescribedCommand): string {
  const specs = [...command.options.map(optionSpec), ...wordSpecs(command)]
  return `${nameOf(command.path)}() {\n  _arguments -s \\\n${specs.map((spec) => `    ${spec}`).join(' \\\n')}\n}`
}

function group(command: DescribedCommand): string {
  const commands = command.commands.map(({ name, does }) => `    ${quote(`${name}:${does}`)}`)
  const branches = command.commands.map(({ name, path }) => `        ${name}) ${nameOf(path)} ;;`)
  const options = command.options.map((option) => `    ${optionSpec(option)} \\`)
  return `${nameOf(command.path)}() {
  local state line
  local -a commands=(
${commands.join('\n')}
  )
  _arguments -C \\
${options.join('\n')}
    '1: :->command' '*:: :->words'
  case $state in
    command) _describe command commands ;;
    words)
      case $words[1] in
${branches.join('\n')}
      esac
      ;;
  esac
}`
}

/** Completion for zsh. */
export function zshCompletion(program: DescribedCommand): string {
  const functions = flatten(program).map((command) => (command.commands.length > 0 ? group(command) : leaf(command)))
  return `#compdef snowdrop
# zsh completion for snowdrop: snowdrop completion zsh > a folder of $fpath, as _snowdrop; or source it
${functions.join('\n\n')}

if [[ $funcstack[1] == _snowdrop ]]; then _snowdrop "$@"; else compdef _snowdrop snowdrop; fi
`
}
