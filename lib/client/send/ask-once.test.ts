import { expect, test } from 'vitest'
import { askOnce } from './ask-once.ts'

const never = new AbortController().signal

test('those who ask together or later share one answer', async () => {
  let times = 0
  const ask = askOnce(() => Promise.resolve((times += 1)))
  expect(await Promise.all([ask(never), ask(never)])).toEqual([1, 1])
  expect(await ask(never)).toBe(1)
})

test('all who waited hear a failure, and the next one asks anew', async () => {
  let times = 0
  const ask = askOnce(() => {
    times += 1
    return times === 1 ? Promise.reject(new Error('down')) : Promise.resolve(times)
  })
  const both = await Promise.allSettled([ask(never), ask(never)])
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(await ask(never)).toBe(2)
})

test('who leaves is told so, and the others get the answer', async () => {
  const answer = Promise.withResolvers<number>()
  let signal = never
  const ask = askOnce((given) => {
    signal = given
    return answer.promise
  })
  const leaving = new AbortController()
  const [left, stayed] = [ask(leaving.signal), ask(never)]
  leaving.abort()
  answer.resolve(1)
  await expect(left).rejects.toMatchObject({ code: 'cancelled' })
  expect(await stayed).toBe(1)
  expect(signal.aborted).toBe(false)
})
