import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type AppServer, startApp } from '../servers/app-server.ts'
import { type Change, type MeddlingFront, refusal, startMeddlingFront } from '../servers/meddling-front.ts'
import { createSteppedClock, type SteppedClock } from '../servers/stepped-clock.ts'
import { placeForEach } from './each-place.ts'
import { startCli } from './run-cli.ts'
import { startInTerminal } from './run-in-terminal.ts'
import { storeDrop } from './stored-drop.ts'

const CTRL_C = '\u0003'
const CLAIM = /^POST \/api\/v1\/links\/[\w-]+\/leases$/
const PUT = /^PUT \/blobs\//
const PUT_OR_COMPLETE = /^PUT \/blobs\/|^POST \/api\/v1\/drops\/[\w-]+\/complete$/
const files = [{ path: 'x', bytes: new Uint8Array(Buffer.from('snow')) }]
const never: Change = () => new Promise(() => {})
const untouched: Change = (answer) => answer

const place = placeForEach()
let app: AppServer
let front: MeddlingFront
beforeAll(async () => {
  app = await startApp()
}, 120_000)
beforeEach(async () => {
  front = await startMeddlingFront(app.url)
  return () => front.close()
})
afterAll(() => app.destroy())

const saved = (name: string) => readFileSync(join(place.cwd, name), 'utf8')

describe('passwords', { timeout: 60_000 }, () => {
  test('a person is asked until it is right, and it is not shown', async () => {
    const { link } = await storeDrop(app.url, { files, password: 'melting point', hint: 'ice' })
    const run = startInTerminal(['receive', link], place)
    await run.sees('Hint: ice')
    await run.sees('Password')
    run.type('boiling\r')
    await run.sees('does not open this link')
    await run.sees('Password')
    run.type('melting point\r')
    expect(await run.ended, run.screen()).toBe(0)
    expect(saved('x')).toBe('snow')
    for (const typed of ['boiling', 'melting']) expect(run.screen()).not.toContain(typed)
  })

  test('who gives up at the prompt has used nothing up', async () => {
    const { link } = await storeDrop(app.url, { files, password: 'melting point' })
    const run = startInTerminal(['receive', link], place)
    await run.sees('Password')
    run.type(CTRL_C)
    expect(await run.ended).toBe(130)
    const again = startCli(['receive', link, '--password-stdin'], { ...place, input: 'melting point' })
    expect(await again.ended).toMatchObject({ code: 0 })
  })

  test('a new one is asked for twice, and two that differ are asked for again', async () => {
    writeFileSync(join(place.cwd, 'x'), 'snow')
    const run = startInTerminal(['send', 'x', '--password', '--server', app.url], place)
    await run.sees('Password for the link')
    run.type('melting point\r')
    await run.sees('Once more')
    run.type('melting pint\r')
    await run.sees('These two are not the same.')
    await run.sees('Password for the link')
    run.type('melting point\r')
    await run.sees('Once more')
    run.type('melting point\r')
    expect(await run.ended, run.screen()).toBe(0)
    expect(run.screen()).not.toContain('melting')
    const link = /http\S+#\S+/.exec(run.screen())?.[0] ?? ''
    const received = startCli(['receive', link, '-o', 'y', '--password-stdin'], { ...place, input: 'melting point' })
    expect(await received.ended).toMatchObject({ code: 0 })
    expect(saved('y')).toBe('snow')
  })
})

describe('Ctrl-C', { timeout: 60_000 }, () => {
  test('once waits for what ends cleanly, a second time for nothing', async () => {
    const { code } = await storeDrop(app.url, { files })
    let isAsked = false
    front.meddle(/^GET \/blobs\/|^DELETE \/api\/v1\/leases\//, (answer) => {
      isAsked = true
      return never(answer)
    })
    const run = startInTerminal(['receive', code, '--server', front.url, '--give-back'], place)
    let isOver = false
    void run.ended.then(() => (isOver = true))
    const asked = async () => {
      await expect.poll(() => isAsked, { timeout: 20_000 }).toBe(true)
      isAsked = false
    }
    await asked()
    run.type(CTRL_C)
    // It gives the download back, and that is not answered.
    await asked()
    await sleep(500)
    expect(isOver).toBe(false)
    run.type(CTRL_C)
    expect(await run.ended).toBe(130)
  })
})

test('a terminal is handed the link for its clipboard', async () => {
  writeFileSync(join(place.cwd, 'x'), 'snow')
  const run = startInTerminal(['send', 'x', '--copy', '--server', app.url], place)
  expect(await run.ended).toBe(0)
  const [link = ''] = /http\S+#\S+/.exec(run.screen()) ?? []
  expect(run.screen()).toContain(`\u001b]52;c;${Buffer.from(link).toString('base64')}\u0007`)
})

test('what went wrong takes the place of the progress', { timeout: 60_000 }, async () => {
  writeFileSync(join(place.cwd, 'x'), 'snow')
  let isStored = false
  front.meddle(PUT_OR_COMPLETE, async (answer) => {
    if (isStored) return refusal('blocked')(answer)
    isStored = true
    await sleep(1000)
    return answer
  })
  const run = startInTerminal(['send', 'x', '--server', front.url], place)
  expect(await run.ended).toBe(27)
  const shown = run.screen().split('\r\u001b[K')
  expect(shown.at(-2), run.screen()).toContain(' %')
  expect(shown.at(-1)).toMatch(/^snowdrop: /)
})

describe('a line that fails', { timeout: 60_000 }, () => {
  let clock: SteppedClock
  beforeEach(() => {
    clock = createSteppedClock()
    return clock.remove
  })

  /** From now on requests fail. Answers how many did. */
  function fail(on: RegExp, change: Change): () => number {
    let failures = 0
    front.meddle(on, (answer) => {
      failures += 1
      return change(answer)
    })
    return () => failures
  }
  const cut: Change = () => Promise.reject(new Error('cut'))
  const busy: Change = () => ({ status: 503, body: Buffer.from('busy') })
  const more = (failures: () => number) => {
    const before = failures()
    return expect.poll(failures, { timeout: 30_000 }).toBeGreaterThan(before + 1)
  }

  test.each([
    ['receive', 'breaks', 50, cut],
    ['receive', 'is refused', 51, busy],
    ['send', 'breaks', 50, cut],
    ['send', 'is refused', 51, busy],
  ] as const)(
    'without a terminal, %s that %s is tried for a minute and no longer, then ends with %i',
    async (command, _, exit, change) => {
      const { code } = await storeDrop(app.url, { files })
      writeFileSync(join(place.cwd, 'x'), 'snow')
      const failures = fail(command === 'send' ? PUT : CLAIM, change)
      const args = command === 'send' ? ['send', 'x'] : ['receive', code, '-o', 'y']
      const run = startCli([...args, '--server', front.url], { ...place, env: clock.env })
      await more(failures)
      clock.step(45)
      await more(failures)
      expect(run.child.exitCode).toBeNull()
      clock.step(61)
      expect((await run.ended).code).toBe(exit)
    },
  )

  test('in a terminal it is tried for longer, says so, and goes on', async () => {
    const { code } = await storeDrop(app.url, { files })
    const failures = fail(CLAIM, cut)
    const run = startInTerminal(['receive', code, '--server', front.url], { ...place, env: clock.env })
    await more(failures)
    clock.step(61)
    await run.sees('It is tried again by itself; Ctrl-C stops.')
    front.meddle(CLAIM, untouched)
    await run.sees('It goes on.')
    expect(await run.ended, run.screen()).toBe(0)
    expect(saved('x')).toBe('snow')
  })
})
