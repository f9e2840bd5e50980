import { expect, test } from 'vitest'
import { inShortTasks } from './short-tasks.ts'

test('many things are done in order, with room for others in between', async () => {
  const done: number[] = []
  const seen: number[] = []
  const timer = setInterval(() => seen.push(done.length), 1)
  const busy = (each: number) => {
    const until = performance.now() + 5
    while (performance.now() < until);
    done.push(each)
  }
  await inShortTasks([...Array(30).keys()], busy)
  clearInterval(timer)
  expect(done).toEqual([...Array(30).keys()])
  expect(seen.filter((count) => count > 0 && count < 30).length).toBeGreaterThanOrEqual(2)
})

test('a few are done at once', async () => {
  let others = 0
  setTimeout(() => (others += 1))
  await inShortTasks([1, 2, 3], () => {})
  expect(others).toBe(0)
})
