import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { describeCommand, flatten } from '../../cli/describe/command-tree.ts'
import { createProgram } from '../../cli/program.ts'
import { startCli } from './run-cli.ts'

const program = describeCommand(await createProgram(new AbortController().signal))
const commands = program.commands.map(({ name }) => name)
let folder: string
const scripts = { bash: '', zsh: '', fish: '' }

const run = (args: readonly string[]) => startCli(args, { cwd: folder, home: folder }).ended

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'snowdrop-shells-'))
  writeFileSync(join(folder, 'one file.txt'), '')
  for (const shell of ['bash', 'zsh', 'fish'] as const) {
    const { code, stdout } = await run(['completion', shell])
    expect(code).toBe(0)
    scripts[shell] = join(folder, `complete.${shell}`)
    writeFileSync(scripts[shell], stdout)
  }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What bash offers for the last word. */
function inBash(...words: readonly string[]): string[] {
  const given = words.map((word) => `'${word}'`).join(' ')
  const ask = `source ${scripts.bash}; COMP_WORDS=(snowdrop ${given}); COMP_CWORD=${words.length}; _snowdrop; printf '%s\\n' "\${COMPREPLY[@]}"`
  const out = execFileSync('bash', ['--norc', '--noprofile', '-c', ask], { cwd: folder, encoding: 'utf8' })
  return out.split('\n').filter((line) => line !== '')
}

/** What fish offers for the last word. */
function inFish(...words: readonly string[]): string[] {
  const ask = `source ${scripts.fish}; complete -C 'snowdrop ${words.join(' ')}'`
  const env = { ...process.env, HOME: folder, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder }
  const out = execFileSync('fish', ['--no-config', '-c', ask], { cwd: folder, encoding: 'utf8', env })
  return out
    .split('\n')
    .flatMap((line) => line.split('\t')[0] ?? [])
    .filter((word) => word !== '')
}

/** Waits for a sign in what zsh shows, for as long as a busy machine may take. */
const awaitSign = (sign: string) =>
  `for n in {1..600}; do while zpty -r -t shell out; do all+=$out; done; [[ $all == *${sign}* ]] && break; sleep 0.05; done`

/** What a zsh of its own makes of a line, once Tab was pressed at its end: the words it would run, `|` between them. */
function inZsh(line: string): string {
  const setUp = [
    `PS1=; cd ${folder}; autoload -Uz compinit && compinit -u -D; source ${scripts.zsh}`,
    'snowdrop() { print -r -- "RUN:${(j:|:)@}:END" }',
    'print RE""ADY',
  ]
  const driver = `
    zmodload zsh/zpty
    zpty -b shell zsh -f -i
    zpty -w shell '${setUp.join('; ')}'
    ${awaitSign('READY*2004h')}
    zpty -w shell '${line}'$'\\t'
    ${awaitSign('READY*:END')}
    print -r -- $all
    zpty -d shell`
  const env = { ...process.env, HOME: folder, TERM: 'dumb' }
  const out = execFileSync('zsh', ['-f', '-c', driver], { encoding: 'utf8', env })
  return /RUN:(.*):END/.exec(out.replace(/.*READY/s, ''))?.[1] ?? out
}

describe('bash', () => {
  test('completes every command, and every option of each', () => {
    expect(inBash('').sort()).toEqual([...commands].sort())
    for (const { path, options, commands: below } of flatten(program)) {
      const words = path.split(' ').slice(1)
      expect(inBash(...words, '--').sort()).toEqual(options.map(({ long }) => long).sort())
      if (below.length > 0) expect(inBash(...words, '').sort()).toEqual(below.map(({ name }) => name).sort())
    }
  })

  test('completes files where a file belongs, and nothing where only a person knows', () => {
    expect(inBash('export', 'one')).toEqual(['one file.txt'])
    expect(inBash('receive', 'x', '-o', 'one')).toEqual(['one file.txt'])
    expect(inBash('receive', '--server', '')).toEqual([])
    expect(inBash('show', 'one')).toEqual([])
  })

  test('completes what is one of a few words', () => {
    expect(inBash('completion', '')).toEqual(['bash', 'zsh', 'fish'])
    expect(inBash('admin', 'list', '--state', 'l')).toEqual(['live'])
  })
})

describe('fish', () => {
  test('completes every command, and every option of each', () => {
    for (const { path, options, commands: below } of flatten(program)) {
      const words = path.split(' ').slice(1)
      const flags = inFish(...words, '--').filter((word) => word.startsWith('--'))
      expect(flags.sort()).toEqual(options.map(({ long }) => long).sort())
      if (below.length > 0) expect(inFish(...words, '').sort()).toEqual(below.map(({ name }) => name).sort())
    }
  })

  test('completes files where a file belongs', () => {
    expect(inFish('export', 'one').join(' ')).toContain('one')
    expect(inFish('show', 'one')).toEqual([])
  })

  test('completes what is one of a few words', () => {
    expect(inFish('completion', '').toSorted()).toEqual(['bash', 'fish', 'zsh'])
    expect(inFish('admin', 'list', '--state', 'l')).toEqual(['live'])
  })
})

describe('zsh', () => {
  test.each([
    ['snowdrop rec', 'receive'],
    ['snowdrop receive --give', 'receive|--give-back'],
    ['snowdrop export one', 'export|one file.txt'],
    ['snowdrop receive x --output one', 'receive|x|--output|one file.txt'],
    ['snowdrop extend 1 --unf', 'extend|1|--unfreeze'],
    ['snowdrop completion fi', 'completion|fish'],
    ['snowdrop admin list --state li', 'admin|list|--state|live'],
  ])('%s, Tab', (line, completed) => {
    expect(inZsh(line)).toBe(completed)
  })
})

describe('the manual page', () => {
  test('passes the linters, and tells of every command and option', async () => {
    const { code, stdout } = await run(['man'])
    expect(code).toBe(0)
    const page = join(folder, 'snowdrop.1')
    writeFileSync(page, stdout)
    expect(execFileSync('mandoc', ['-T', 'lint', '-W', 'warning', page], { encoding: 'utf8' })).toBe('')
    const text = execFileSync('mandoc', ['-T', 'utf8', page], { encoding: 'utf8' }).replaceAll(/.\u0008/g, '')
    for (const { path, options, commands: below } of flatten(program)) {
      if (below.length > 0) continue
      expect(text).toContain(path)
      for (const { long } of options) expect(text).toContain(long)
    }
    expect(text).toMatch(/^EXAMPLES\n.*snowdrop send report\.pdf/ms)
  })
})

test('each command is found by its name alone', async () => {
  for (const name of commands) {
    const { commands: loaded } = await createProgram(new AbortController().signal, [name])
    expect(loaded.map((each) => each.name())).toContain(name)
  }
})

test('every command has a sentence and examples', () => {
  for (const { path, does, commands: below, examples } of flatten(program).slice(1)) {
    expect(does, path).not.toBe('')
    if (below.length === 0) expect(examples.length, path).toBeGreaterThan(0)
  }
})
