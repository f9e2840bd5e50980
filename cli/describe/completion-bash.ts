import { type DescribedCommand, type DescribedOption, flatten, isPath } from './command-tree.ts'

const flagsOf = ({ long, short }: DescribedOption) => (short === null ? [long] : [short, long])
const quote = (words: readonly string[]) => `'${words.join(' ')}'`

function branch({ path, options, commands, arguments: args }: DescribedCommand): string {
  const paths = options.filter(({ value, valueName }) => value !== 'none' && isPath(valueName)).flatMap(flagsOf)
  const chosen = options.filter(({ choices }) => choices.length > 0)
  const free = ({ choices, value, valueName }: DescribedOption) =>
    value === 'must' && choices.length === 0 && !isPath(valueName)
  const words = options.filter(free).flatMap(flagsOf)
  const cases = [
    ...(paths.length > 0 ? [`        ${paths.join('|')}) files=1 ;;`] : []),
    ...chosen.map((option) => `        ${flagsOf(option).join('|')}) choices=${quote(option.choices)} ;;`),
    ...(words.length > 0 ? [`        ${words.join('|')}) return ;;`] : []),
  ]
  return [
    `    '${path}')`,
    ...(cases.length > 0 ? ['      case $before in', ...cases, '      esac'] : []),
    `      options=${quote(options.flatMap(flagsOf))}`,
    `      commands=${quote([...commands.map(({ name }) => name), ...args.flatMap(({ choices }) => choices)])}`,
    ...(args.some(({ name }) => isPath(name)) ? ['      paths=1'] : []),
    '      ;;',
  ].join('\n')
}

/** Completion for bash 4 and newer. */
export function bashCompletion(program: DescribedCommand): string {
  const all = flatten(program)
  const names = all.filter(({ path }) => path.includes(' ')).map(({ path }) => `'${path}'`)
  return `# bash completion for snowdrop: source <(snowdrop completion bash)
_snowdrop() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} at='snowdrop' index
  local options= commands= choices= files= paths=
  for ((index = 1; index < COMP_CWORD; index += 1)); do
    case "$at \${COMP_WORDS[index]}" in
      ${names.join(' | ')}) at="$at \${COMP_WORDS[index]}" ;;
    esac
  done
  case $at in
${all.map(branch).join('\n')}
  esac
  COMPREPLY=()
  if [[ -n $choices ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$choices" -- "$word")
  elif [[ -z $files && $word == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word")
  elif [[ -n $files || -n $paths ]]; then
    compopt -o filenames 2> /dev/null
    mapfile -t COMPREPLY < <(compgen -f -- "$word")
  elif [[ -n $commands ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$word")
  fi
}
complete -F _snowdrop snowdrop
`
}
