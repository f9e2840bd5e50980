import { type DescribedCommand, type DescribedOption, flatten, isPath } from './command-tree.ts'

const quote = (text: string) => `'${text.replaceAll(/['\\]/g, (sign) => `\\${sign}`)}'`

function optionLine(path: string, { long, short, does, value, valueName, choices }: DescribedOption): string {
  const flags = `-l ${long.slice(2)}${short === null ? '' : ` -s ${short.slice(1)}`}`
  const word = value === 'must' ? (isPath(valueName) ? ' -r -F' : ' -x') : ''
  const known = choices.length > 0 ? ` -a ${quote(choices.join(' '))}` : ''
  return `complete -c snowdrop -n ${quote(`__snowdrop_at ${path}`)} ${flags}${word}${known} -d ${quote(does)}`
}

function linesOf(command: DescribedCommand): string[] {
  const { path, options, commands, arguments: args } = command
  const at = quote(`__snowdrop_at ${path}`)
  return [
    ...commands.map(({ name, does }) => `complete -c snowdrop -n ${at} -f -a ${name} -d ${quote(does)}`),
    ...args
      .filter(({ choices }) => choices.length > 0)
      .map(({ choices, does }) => `complete -c snowdrop -n ${at} -f -a ${quote(choices.join(' '))} -d ${quote(does)}`),
    ...(args.some(({ name }) => isPath(name)) ? [`complete -c snowdrop -n ${at} -F`] : []),
    ...options.map((option) => optionLine(path, option)),
  ]
}

/** Completion for fish 3 and newer. */
export function fishCompletion(program: DescribedCommand): string {
  const all = flatten(program)
  const names = all.filter(({ path }) => path.includes(' ')).map(({ path }) => quote(path))
  return `# fish completion for snowdrop: snowdrop completion fish | source
function __snowdrop_at
    set -l at snowdrop
    for word in (commandline -opc)[2..-1]
        if contains -- "$at $word" ${names.join(' ')}
            set at "$at $word"
        end
    end
    test "$at" = "$argv"
end
complete -c snowdrop -f
${all.flatMap(linesOf).join('\n')}
`
}
