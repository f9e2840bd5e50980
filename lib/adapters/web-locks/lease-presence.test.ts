import { expect, test } from 'vitest'
import { leaseId } from '../../wire/fields.ts'
import { lockPresence } from './lease-presence.ts'

const id = leaseId.parse('abcdefghijklmnopqrstuA')
const other = leaseId.parse('bbcdefghijklmnopqrstuA')

/** The shared locks of one browser. */
class Locks {
  readonly held: { name: string }[] = []
  async request(name: string, _: LockOptions, work: () => Promise<unknown>): Promise<unknown> {
    const lock = { name }
    this.held.push(lock)
    await work()
    this.held.splice(this.held.indexOf(lock), 1)
    return null
  }
  query(): Promise<{ held: { name: string }[] }> {
    return Promise.resolve({ held: [...this.held] })
  }
}

test('a page knows itself from the others', async () => {
  const locks = new Locks() as unknown as LockManager
  const [here, there] = [lockPresence(locks), lockPresence(locks)]
  expect(await here.hasOthers(id)).toBe(false)
  const leave = [here.enter(id), here.enter(id)]
  expect([await here.hasOthers(id), await there.hasOthers(id), await there.hasOthers(other)]).toEqual([
    false,
    true,
    false,
  ])
  leave[0]?.()
  await Promise.resolve()
  expect(await there.hasOthers(id)).toBe(true)
  const leaveThere = there.enter(id)
  expect(await here.hasOthers(id)).toBe(true)
  leaveThere()
  leave[1]?.()
  await new Promise((resolve) => setTimeout(resolve, 0))
  expect([await here.hasOthers(id), await there.hasOthers(id)]).toEqual([false, false])
})

test('a page at work knows without asking whether it is alone', async () => {
  const locks = new Locks() as unknown as LockManager
  const [here, there] = [lockPresence(locks), lockPresence(locks)]
  expect(here.sawOthers(id)).toBeNull()
  const leaveThere = there.enter(id)
  const leave = here.enter(id)
  expect(there.sawOthers(id)).toBe(false)
  await new Promise((resolve) => setTimeout(resolve, 0))
  expect([here.sawOthers(id), here.sawOthers(other)]).toEqual([true, null])
  leave()
  expect(here.sawOthers(id)).toBeNull()
  leaveThere()
})

test('without locks every page is alone', async () => {
  const presence = lockPresence(undefined)
  presence.enter(id)()
  expect(await presence.hasOthers(id)).toBe(false)
})
