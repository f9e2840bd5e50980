import { expect, test } from 'vitest'
import { judgeLifecycle } from './examine-bucket.ts'
import { examineClock } from './examine-transfer.ts'

test.each([
  [null, 2, ['advice']],
  [9, 2, ['well']],
  [8, 2, ['well']],
  [7, 2, ['fault']],
  [0, 2, ['fault']],
  [9, 1, ['fault']],
  [9, 7, ['well']],
  [9, 8, ['advice']],
  [null, null, ['advice', 'advice']],
  [1, null, ['fault', 'advice']],
])(
  'with drops of seven days, rules that delete after %s and give up after %s days',
  (expireDays, abortDays, states) => {
    expect(judgeLifecycle({ expireDays, abortDays }, 7, 'drops/').map(({ state }) => state)).toEqual(states)
  },
)

const at = Date.parse('2026-01-01T00:00:00Z')
test.each([
  [0, 'well'],
  [30_000, 'well'],
  [31_000, 'fault'],
  [-31_000, 'well'],
  [-32_000, 'fault'],
])('a storage %s ms ahead', (skew, state) => {
  expect(examineClock(new Date(at + skew).toUTCString(), at, at).state).toBe(state)
})

test('a slow answer is not a wrong clock, and no clock is no fault', () => {
  expect(examineClock(new Date(at).toUTCString(), at - 60_000, at + 60_000).state).toBe('well')
  expect(examineClock(null, at, at).state).toBe('advice')
})
