import { expect, test } from 'vitest'
import type { UploadGrantResponse } from '../../wire/drops.ts'
import { createPartGrants } from './part-grants.ts'

/** Grants over a server that answers by `answer`, of an upload of `parts` parts; `clock.now` is the time in ms. */
function grantsOf(parts: number, answer: (numbers: readonly number[]) => Promise<void> = () => Promise.resolve()) {
  const asked: number[][] = []
  const clock = { now: 0 }
  const grants = createPartGrants({
    ask: async (wanted): Promise<UploadGrantResponse> => {
      const numbers = wanted.map(({ number }) => number)
      asked.push(numbers)
      const round = asked.length
      await answer(numbers)
      return { expiresAt: 0, grants: numbers.map((number) => ({ number, url: `/${round}/${number}`, headers: {} })) }
    },
    upcoming: (first) =>
      Array.from({ length: Math.min(4, parts - first + 1) }, (_, at) => ({ number: first + at, length: 1 })),
    now: () => clock.now,
  })
  return { asked, clock, grants, urlOf: async (number: number) => (await grants.take(number)).url }
}

test('several parts are asked for at once, and each grant is used once', async () => {
  const { asked, urlOf } = grantsOf(6)
  expect([await urlOf(1), await urlOf(2), await urlOf(4)]).toEqual(['/1/1', '/1/2', '/1/4'])
  expect(await urlOf(2)).toBe('/2/2')
  expect(await urlOf(5)).toBe('/2/5')
  // 3 was still there from the first time, and 6 comes with the second.
  expect(asked).toEqual([
    [1, 2, 3, 4],
    [2, 4, 5],
  ])
})

test('what is prepared is not asked for again', async () => {
  const { asked, grants, urlOf } = grantsOf(4)
  grants.prepare(1)
  grants.prepare(2)
  expect(await Promise.all([urlOf(1), urlOf(2)])).toEqual(['/1/1', '/1/2'])
  expect(asked).toHaveLength(1)
})

test('what was granted unasked is used before anything is asked for', async () => {
  const { asked, grants, urlOf } = grantsOf(4)
  grants.accept({ expiresAt: 0, grants: [1, 2].map((number) => ({ number, url: `/unasked/${number}`, headers: {} })) })
  grants.prepare(1)
  expect([await urlOf(1), await urlOf(2)]).toEqual(['/unasked/1', '/unasked/2'])
  expect(asked).toEqual([])
  expect(await urlOf(3)).toBe('/1/3')
})

test('a grant that waited for a minute is asked for anew', async () => {
  const { clock, urlOf } = grantsOf(4)
  await urlOf(1)
  clock.now = 59_999
  expect(await urlOf(2)).toBe('/1/2')
  clock.now = 60_000
  expect(await urlOf(3)).toBe('/2/3')
})

test('a failure reaches whoever waits, and the next one asks again', async () => {
  let isDown = true
  const { asked, grants, urlOf } = grantsOf(4, () => (isDown ? Promise.reject(new Error('down')) : Promise.resolve()))
  grants.prepare(1)
  await expect(Promise.all([urlOf(1), urlOf(2)])).rejects.toThrow('down')
  isDown = false
  expect(await urlOf(3)).toBe('/2/3')
  expect(asked[1]).toEqual([3, 4])
})
