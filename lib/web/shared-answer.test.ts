import { expect, test } from 'vitest'
import { sharedAnswer } from './shared-answer.ts'

function counted(answer: (times: number) => Promise<string>) {
  const seen = { times: 0, clock: 0 }
  const ask = () => {
    seen.times += 1
    return answer(seen.times)
  }
  const shared = sharedAnswer(1000, ask, () => seen.clock)
  return { seen, shared }
}

test('a thousand who come at once are answered by one question', async () => {
  const { seen, shared } = counted((times) => Promise.resolve(`answer ${times}`))
  const answers = await Promise.all(Array.from({ length: 1000 }, shared))
  expect(new Set(answers)).toEqual(new Set(['answer 1']))
  expect(seen.times).toBe(1)
})

test('an answer is good for a second after it came, and no longer', async () => {
  const { seen, shared } = counted((times) => Promise.resolve(`answer ${times}`))
  await shared()
  seen.clock += 999
  expect(await shared()).toBe('answer 1')
  seen.clock += 1
  expect(await shared()).toBe('answer 2')
})

test('who comes while it takes long waits for the same', async () => {
  const { promise, resolve } = Promise.withResolvers<string>()
  const { seen, shared } = counted(() => promise)
  const first = shared()
  seen.clock += 60_000
  const second = shared()
  resolve('late')
  expect(await Promise.all([first, second])).toEqual(['late', 'late'])
  expect(seen.times).toBe(1)
})

test('a failure is not kept', async () => {
  const { shared } = counted((times) => (times === 1 ? Promise.reject(new Error('down')) : Promise.resolve('up')))
  await expect(shared()).rejects.toThrow('down')
  expect(await shared()).toBe('up')
})
