import { afterEach, beforeEach, expect, test } from 'vitest'
import { DropError } from '../../format/drop-error.ts'
import { Instance } from '../instance.fixture.ts'
import { file, isOver, openTab, phase, stretchQuickly, type TabOptions, until } from '../receive/receiving.fixture.ts'
import { storeDrop } from '../receive/sealed-drop.fixture.ts'

let instance: Instance
beforeEach(async () => {
  instance = await Instance.start()
})
afterEach(() => instance.close())

const still = new AbortController().signal
const sent = file('a.bin', 5000)

async function asked(options: TabOptions & { hint?: string } = {}, password = 'cafe\u0301') {
  const passwordKey = (salt: Uint8Array<ArrayBuffer>) => stretchQuickly(password, salt, 'standard', still)
  const { hint } = options
  const { code, drop } = await storeDrop(instance, [sent], { passwordKey, ...(hint && { hint }) })
  const tab = openTab(instance, options)
  tab.receiving.open(code)
  const state = await until(tab.receiving, phase('password', 'failed', 'opened'))
  return { ...tab, state, drop }
}
const settled = (receiving: Awaited<ReturnType<typeof asked>>['receiving']) =>
  until(receiving, (state) => state.phase !== 'password' || !state.isTrying)

test.each([['our place'], [undefined]])(
  'a password is asked for with the hint %j, and nothing of the drop is known',
  async (hint) => {
    const { state } = await asked({ ...(hint && { hint }) })
    expect(state).toEqual({ phase: 'password', hint: hint ?? null, error: null, isTrying: false })
    expect(instance.requests).toHaveLength(1)
  },
)

test('a hint that does not open is none', async () => {
  const lie = (api: Parameters<NonNullable<TabOptions['lie']>>[0]) => ({
    look: async (...args: Parameters<typeof api.look>) => {
      const link = await api.look(...args)
      return link.state === 'live' ? { ...link, hint: 'A'.repeat(363) } : link
    },
  })
  const { state } = await asked({ hint: 'our place', lie })
  expect(state).toMatchObject({ phase: 'password', hint: null })
})

test('the right password opens, however its letters are composed, and the drop can be taken', async () => {
  const { receiving, disk } = await asked()
  receiving.unlock('caf\u00e9')
  expect(receiving.state()).toMatchObject({ phase: 'password', isTrying: true })
  expect(await settled(receiving)).toMatchObject({ phase: 'opened', drop: { files: [{ path: 'a.bin' }] } })
  receiving.receive('all')
  expect((await until(receiving, isOver)).phase).toBe('received')
  expect(disk.bytes).toEqual(sent.bytes)
})

test('a wrong password says so and may be tried again', async () => {
  const { receiving } = await asked({ hint: 'our place' })
  receiving.unlock('coffee')
  expect(await settled(receiving)).toMatchObject({
    phase: 'password',
    hint: 'our place',
    error: { code: 'password-wrong' },
  })
  receiving.unlock('café')
  expect(receiving.state()).toMatchObject({ phase: 'password', error: null, isTrying: true })
  expect((await settled(receiving)).phase).toBe('opened')
})

test('after many wrong ones it says when the next may be tried', async () => {
  const refuse = () => ({ open: () => Promise.reject(new DropError('too-many-requests', { at: 77 })) })
  const { receiving } = await asked({ lie: refuse })
  receiving.unlock('x')
  expect(await settled(receiving)).toMatchObject({
    phase: 'password',
    isTrying: false,
    error: { code: 'too-many-requests', facts: { at: 77 } },
  })
})

test.each(['frozen', 'revoked', 'expired'] as const)('a link that is %s fails', async (code) => {
  const { receiving } = await asked({ lie: () => ({ open: () => Promise.reject(new DropError(code)) }) })
  receiving.unlock('x')
  expect(await settled(receiving)).toMatchObject({ phase: 'failed', error: { code } })
})

test('a try that is cancelled sends nothing and asks again; the next one opens', async () => {
  const { receiving } = await asked()
  receiving.unlock('caf\u00e9')
  receiving.cancel()
  expect(receiving.state()).toMatchObject({ phase: 'password', isTrying: false, error: null })
  await new Promise((resolve) => setTimeout(resolve, 30))
  expect(instance.requests).toHaveLength(1)
  receiving.unlock('caf\u00e9')
  expect((await settled(receiving)).phase).toBe('opened')
})

test('a cancelled question asks for a link again', async () => {
  const { receiving } = await asked()
  receiving.cancel()
  expect(receiving.state()).toEqual({ phase: 'asking', error: null })
  receiving.unlock('caf\u00e9')
  expect(receiving.state().phase).toBe('asking')
})

test('no password is no try, and a second one waits for the first', async () => {
  const { receiving } = await asked()
  receiving.unlock('')
  expect(receiving.state()).toMatchObject({ isTrying: false })
  receiving.unlock('wrong')
  receiving.unlock('caf\u00e9')
  expect(await settled(receiving)).toMatchObject({ error: { code: 'password-wrong' } })
})

test('a link that is opened meanwhile wins over a try', async () => {
  const { receiving } = await asked()
  receiving.unlock('x')
  receiving.open('')
  await new Promise((resolve) => setTimeout(resolve, 30))
  expect(receiving.state()).toEqual({ phase: 'asking', error: null })
})
