import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startCli } from './run-cli.ts'

// A site that never answers: whoever asks it waits.
const asked = { next: () => {} }
const site = createServer(() => asked.next())
const home = mkdtempSync(join(tmpdir(), 'snowdrop-line-'))
let base = ''

beforeAll(async () => {
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
  const address = site.address()
  base = typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : ''
})
afterAll(() => {
  site.closeAllConnections()
  site.close()
  rmSync(home, { recursive: true })
})

test.runIf(process.platform === 'linux').each([
  ['a link', (to: string) => ['receive', `${to}/d#QAAAAAAAAAAAAAAAAAAAAAIk`], 'QAAAAAAAAAAAAAAAAAAAAAIk'],
  ['a note', (to: string) => ['send', '--server', to, '--note', 'the door is 4711'], '4711'],
])('%s that was typed is not for other accounts to see while the command runs', async (_, argsFor, secret) => {
  const isAsked = new Promise<void>((resolve) => {
    asked.next = resolve
  })
  const running = startCli(argsFor(base), { cwd: home, home })
  await Promise.race([isAsked, running.ended])
  const line = readFileSync(`/proc/${running.child.pid ?? 0}/cmdline`, 'latin1')
  running.child.kill('SIGKILL')
  await running.ended
  expect(line).toMatch(/^snowdrop/)
  expect(line).not.toContain(secret)
})
