import fc from 'fast-check'
import { expect, test } from 'vitest'
import { judgeLease, lapseTime, leaseEnd } from './lease-rules.ts'
import { FREEZE_AT_WRONG_TRIES, LEASE_IDLE_MS, windowParts, wrongTryDelay } from './limits.ts'
import { judgeTry, linkState } from './link-state.ts'
import { addParts, emptyPartSet, joinParts, partSetOf } from './part-set.ts'

const live = { expiresAt: 1000, endedAt: null, endReason: null }

test.each([
  [999, 'live'],
  [1000, 'ended'],
  [1001, 'ended'],
])('a link that expires at 1000 is, at %i, %s', (now, state) => {
  expect(linkState(live, now).state).toBe(state)
})

test('an ended link keeps its reason past its expiry', () => {
  expect(linkState({ ...live, endedAt: 500, endReason: 'revoked' }, 2000)).toEqual({
    state: 'ended',
    reason: 'revoked',
    at: 500,
  })
})

/** The set that has these parts. */
const partsOf = (parts: readonly number[], total = 40) =>
  parts.reduce((set, part) => addParts(set, part, part), emptyPartSet(total))
const first = (count: number) => partsOf(Array.from({ length: count }, (_, at) => at + 1))

test.each([
  ['completed', 0, 10, 0, 'counted'],
  ['released', 0, 10, 0, 'given-back'],
  ['lapsed', 4, 10, 0, 'given-back'],
  ['released', 5, 10, 0, 'counted'],
  ['lapsed', 4, 9, 0, 'given-back'],
  ['released', 5, 9, 0, 'counted'],
  ['lapsed', 1, 1, 0, 'counted'],
  ['released', 0, 10, 2, 'given-back'],
  ['lapsed', 0, 10, 3, 'counted'],
] as const)(
  'a lease that ended %s with %i of %i parts after %i given back is %s',
  (ending, granted, totalParts, givenBack, verdict) => {
    const facts = { granted: first(granted), totalParts, givenBackParts: partSetOf(null), givenBack }
    expect(judgeLease(ending, facts).verdict).toBe(verdict)
  },
)

test('who begins anew from the start is granted what was given back before, and loses nothing by it', () => {
  let givenBackParts = partSetOf(null)
  for (let givenBack = 0; givenBack < 3; givenBack += 1) {
    const judged = judgeLease('lapsed', { granted: first(11), totalParts: 24, givenBackParts, givenBack })
    if (judged.verdict !== 'given-back') throw new Error('counted')
    givenBackParts = judged.givenBackParts
  }
  expect(givenBackParts.size).toBe(11)
})

test('whatever three leases of a small drop were granted, all that was given back is less than half of it, and nothing less counts', () => {
  for (let total = 1; total <= 5; total += 1) {
    const sets = Array.from({ length: 2 ** total }, (_, bits) =>
      partsOf(
        Array.from({ length: total }, (_, at) => at + 1).filter((part) => (bits >> (part - 1)) & 1),
        total,
      ),
    )
    for (const a of sets)
      for (const b of sets)
        for (const c of sets) {
          const out = new Set<number>()
          let [givenBackParts, givenBack] = [partSetOf(null), 0]
          for (const granted of [a, b, c]) {
            const judged = judgeLease('released', { granted, totalParts: total, givenBackParts, givenBack })
            const parts = Array.from({ length: total }, (_, at) => at).filter(
              (at) => ((granted.bits[0] ?? 0) >> at) & 1,
            )
            const together = new Set([...out, ...parts]).size
            if (judged.verdict === 'counted') {
              if (together * 2 < total) throw new Error('counted for less than half')
              continue
            }
            if (together * 2 >= total) throw new Error('given back for half')
            for (const part of parts) out.add(part)
            givenBackParts = judged.givenBackParts
            givenBack += 1
            expect(givenBackParts.size).toBe(out.size)
          }
        }
  }
})

test('sets of any lengths are joined, and neither is changed', () => {
  const list = fc.array(fc.integer({ min: 1, max: 40 }))
  fc.assert(
    fc.property(list, list, fc.constantFrom(40, 80), (a, b, length) => {
      const [left, right] = [partsOf(a), partsOf(b, length)]
      expect(joinParts(left, right).size).toBe(new Set([...a, ...b]).size)
      expect(joinParts(left, right)).toEqual({ ...joinParts(right, left) })
      expect(left).toEqual(partsOf(a))
      expect(partSetOf(left.bits)).toEqual(left)
      expect(joinParts(partSetOf(null), left)).toEqual(left)
    }),
  )
})

test('a lease lapses after 30 idle minutes, and is over with its link', () => {
  expect(lapseTime(5)).toBe(5 + LEASE_IDLE_MS)
  expect(leaseEnd(9, 10)).toBe(9)
  expect(leaseEnd(11, 10)).toBe(10)
})

test.each([
  [1, 1],
  [4, 4],
  [8, 4],
  [9, 4],
  [32, 4],
  [33, 5],
  [128, 16],
  [10_000, 16],
])('of %i parts one window holds %i', (total, expected) => {
  expect(windowParts(total)).toBe(expected)
})

test('a drop whose first window covers at least half of it counts with its claim, a larger one does not', () => {
  expect(windowParts(8) * 2).toBeGreaterThanOrEqual(8)
  expect(windowParts(9) * 2).toBeLessThan(9)
})

test('guessing is free ten times, then slower and slower, then over', () => {
  expect([0, 9, 10, 11, 12].map(wrongTryDelay)).toEqual([0, 0, 1000, 2000, 4000])
  expect(wrongTryDelay(99)).toBe(3_600_000)
  expect(judgeTry({ wrongTries: 12, retryAt: 50 }, 49)).toEqual({ may: 'wait', until: 50 })
  expect(judgeTry({ wrongTries: 12, retryAt: 50 }, 50)).toEqual({ may: 'try' })
  expect(judgeTry({ wrongTries: FREEZE_AT_WRONG_TRIES, retryAt: null }, 1e15)).toEqual({ may: 'ask-sender' })
})

test('a part set counts each part once', () => {
  const run = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }))
  fc.assert(
    fc.property(fc.array(run), (runs) => {
      const expected = new Set<number>()
      let set = emptyPartSet(40)
      for (const [a, b] of runs) {
        const [first, last] = [Math.min(a, b), Math.max(a, b)]
        set = addParts(set, first, last)
        for (let part = first; part <= last; part += 1) expected.add(part)
      }
      expect(set.size).toBe(expected.size)
    }),
  )
})
