import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { listen } from '../../lib/ports/listen.fixture.ts'
import { type AppServer, startApp } from '../servers/app-server.ts'
import { placeForEach } from './each-place.ts'
import { type CliPlace, startCli } from './run-cli.ts'
import { startInTerminal } from './run-in-terminal.ts'

// What somebody types who has not read anything, and what the command says to it.

const place = placeForEach()
let app: AppServer
beforeAll(async () => {
  app = await startApp()
}, 120_000)
beforeEach(() => writeFileSync(join(place.cwd, 'x'), 'snow'))
afterAll(() => app.destroy())

const run = (args: readonly string[], more: Partial<CliPlace> = {}) => startCli(args, { ...place, ...more }).ended
const send = (args: readonly string[], more: Partial<CliPlace> = {}) =>
  run(['send', ...args, '--server', app.url], more)

const WORDS = 'dragonish unfixed playlist headpiece yapping preamble urchin promoter lullaby gentile badass'
const SITE = ['--server', 'http://127.0.0.1:9']

test.each<[string, readonly string[], number, string]>([
  ['an unknown command', ['sned', 'x'], 2, "snowdrop: unknown command 'sned'\n(Did you mean send?)\n"],
  ['an unknown option', ['send', 'x', '--expire', '2d'], 2, "snowdrop: unknown option '--expire'\n"],
  ['a missing argument', ['receive'], 2, "snowdrop: missing required argument 'link'\n"],
  ['a site without https', ['send', 'x', '--server', 'localhost:3000'], 2, 'localhost:3000 is no address of a site'],
  [
    'a site that is not there',
    ['send', 'x', '--server', 'http://snowdrop.invalid'],
    50,
    'snowdrop: No connection. http://snowdrop.invalid cannot be reached (ENOTFOUND).',
  ],
  ['a name for what has one', ['send', 'x', '--name', 'y', ...SITE], 2, '--name is for what comes through -'],
  ['a folder as a list', ['import', '.', '--password-stdin', ...SITE], 41, 'That file cannot be read'],
  ['a slip in a word', ['receive', WORDS.replace('lullaby', 'lulaby'), ...SITE], 10, 'Word 9 is not in the list.\n'],
  ['a word too few', ['receive', WORDS.replace('lullaby ', ''), ...SITE], 10, 'these are 10. Some are missing.'],
  [
    'words in the wrong order',
    ['receive', WORDS.replace('gentile badass', 'badass gentile'), ...SITE],
    10,
    'All of these are words, but one is wrong or two have changed places. Compare each',
  ],
  ['an empty path', ['send', '', ...SITE], 2, 'One of the paths is empty.'],
  ['an empty address', ['send', 'x', '--server', ''], 2, '--server is empty'],
  ['an empty place', ['receive', 'x', '-o', '', ...SITE], 2, '-o is empty'],
  ['two links', ['receive', 'http://127.0.0.1:9/d#a', 'http://127.0.0.1:9/d#b'], 2, 'one link at a time'],
  ['a link without its code', ['receive', 'http://127.0.0.1:9/d'], 10, 'The part after the # is missing'],
  [
    'a site to which nothing was sent',
    ['list', ...SITE],
    0,
    'Nothing that was sent to http://127.0.0.1:9 is kept here',
  ],
  ['nothing that is over', ['forget', '--over'], 0, 'Nothing on the list is over.'],
  ['no words at all', ['receive', 'x', ...SITE], 10, 'This link is cut off or mistyped'],
])('%s', async (_, args, exit, words) => {
  const { code, stderr } = await run(args, { input: 'password' })
  expect({ code, stderr }).toEqual({ code: exit, stderr: expect.stringContaining(words) as string })
})

test('an address where something else answers', async () => {
  const other = await listen(createServer((_, response) => response.writeHead(404).end('<h1>Not found</h1>')))
  const page = `${app.url}/sent`
  for (const base of [other.origin, page])
    for (const args of [
      ['send', 'x', '--server', base],
      ['receive', `${base}/d#QAAAAAAAAAAAAAAAAAAAAAIk`],
    ]) {
      const { code, stderr } = await run(args)
      expect({ code, stderr }).toEqual({
        code: 2,
        stderr: `snowdrop: What answers there is no Snowdrop site. Check the address, and its path where it has one: ${base}\n`,
      })
    }
  await other.close()
})

test('--help shows how to begin', async () => {
  const { stdout } = await run(['--help'])
  for (const command of ['send', 'send --note', 'receive', 'list'])
    expect(stdout.toString()).toMatch(new RegExp(`^  snowdrop ${command} `, 'm'))
})

test('what was meant is said to whoever watches, as a log may not have words of a link', async () => {
  for (const [words, advice] of [
    [WORDS.replace('lullaby', 'lulaby'), 'Word 9, lulaby, is not in the list. Did you mean lullaby?'],
    [WORDS.replace('gentile badass', 'badass gentile'), 'Perhaps 10. gentile, 11. badass'],
  ] as const) {
    const { sees, ended } = startInTerminal(['receive', words, ...SITE], place)
    await sees(advice)
    expect(await ended).toBe(10)
  }
})

test('a file that is called like an option', async () => {
  writeFileSync(join(place.cwd, '-x'), 'snow')
  const { code, stderr } = await send(['-x', 'x'])
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('is ./-x\n') as string })
})

test('a variable that is empty says nothing', async () => {
  const { code, stderr } = await run(['send', 'x'], { env: { SNOWDROP_SERVER: '' } })
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('Say which site') as string })
  const sent = await send(['x'], { home: '', env: { XDG_DATA_HOME: place.home, SNOWDROP_TICKET: '' } })
  expect(sent).toMatchObject({ code: 0 })
  expect(readdirSync(place.cwd)).toEqual(['x'])
  expect(readdirSync(place.home)).toEqual(['snowdrop'])
})

test('a clipboard is not claimed where no terminal is', async () => {
  const { code, stderr } = await send(['x', '--copy'])
  expect(code).toBe(0)
  expect(stderr).not.toContain('\u001b')
  expect(stderr).toContain('no terminal')
})

test('a link to its own folder is not said to lead out of it', async () => {
  mkdirSync(join(place.cwd, 'in'))
  writeFileSync(join(place.cwd, 'in/x'), '')
  symlinkSync('.', join(place.cwd, 'in/loop'))
  const { stderr } = await send(['in'])
  expect(stderr).toContain('Left out: in/loop: a symbolic link to a folder.')
})

test('a label is one line, whatever is in it', async () => {
  const { stderr } = await send(['x', '--label', 'Ann\nBob'])
  expect(stderr).toContain('Ann Bob:\n')
  expect((await run(['show', '1'])).stdout.toString()).toContain('1.1  Ann Bob: ')
})

test('--list says until when in the words of all other commands', async () => {
  const link = (await send(['x'])).stdout.toString().trim()
  const { stderr } = await run(['receive', link, '--list'])
  expect(stderr).toMatch(/^1 download left, until \w{3} \d+ \w{3,4}, \d\d:\d\d\.\n$/)
})

test('what goes to standard output is called by its name', async () => {
  const link = (await send(['x', '--downloads', '2'])).stdout.toString().trim()
  expect((await run(['receive', link, '-o', '-'])).stderr).toBe('x (4 bytes)\n')
  const { stderr } = await run(['receive', link, '-o', '-', '--json'])
  expect(JSON.parse(stderr)).toMatchObject({ files: [{ path: 'x', size: 4 }] })
})

test('--zip is not thought to make one of a single file', async () => {
  const link = (await send(['x'])).stdout.toString().trim()
  expect(await run(['receive', link, '--zip', '-o', 'y'])).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('One file is saved as itself') as string,
  })
})
