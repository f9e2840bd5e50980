import { expect, test } from 'vitest'
import { compare, median } from './compare.ts'

test.each([
  [[3], 3],
  [[3, 1], 2],
  [[9, 1, 2], 2],
  [[4, 1, 2, 3], 2.5],
])('the median of %j is %d', (values, expected) => {
  expect(median(values)).toBe(expected)
})

test('both ways take turns, the first of each unmeasured, and twice as long is half as fast', async () => {
  const turns: string[] = []
  const way = (name: string, seconds: number) => () => {
    turns.push(name)
    return Promise.resolve(turns.length <= 2 ? 1000 : seconds)
  }
  expect(await compare(way('ours', 4), way('plain', 2), 3)).toEqual({ ratio: 0.5, ours: 4, plain: 2, rounds: 3 })
  expect(turns.join(' ')).toBe('plain ours plain ours plain ours plain ours')
})
