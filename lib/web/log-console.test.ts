import { afterEach, expect, test, vi } from 'vitest'
import { logConsole } from './log-console.ts'

afterEach(() => vi.restoreAllMocks())

test('what is said on the console is one line of the log, of failures their kind, and nothing that looks secret', () => {
  const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const theirs: Pick<Console, 'error' | 'warn'> = { error: () => {}, warn: () => {} }
  logConsole(theirs)
  theirs.error('\u001b[31m⨯\u001b[39m', new TypeError('of /d#secret', { cause: new Error('secret') }))
  theirs.error('for /x\n{"msg":"forged"}\u001b[2J', 'https://example.org/?secret')
  theirs.warn('old', { secret: true })
  const lines = written.mock.calls.map(([line]) => JSON.parse(String(line)) as Record<string, unknown>)
  expect(lines.map(({ level, msg }) => [level, msg])).toEqual([
    ['error', 'console: ⨯ TypeError < Error'],
    ['error', 'console: for /x {"msg":"forged"} [url]'],
    ['info', 'console: old object'],
  ])
})
