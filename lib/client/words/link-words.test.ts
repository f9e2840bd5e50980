import { expect, test } from 'vitest'
import type { OwnedLink, Receipt } from '../../wire/drops.ts'
import { locator } from '../../wire/fields.ts'
import type { SentStatus } from '../sent/sent-state.ts'
import { ENGLISH } from './english.ts'
import { dropWords, history, isLive, isOver, linkTitle, linkWords } from './link-words.ts'

const at = (moment: number) => `at ${moment}`
const live: SentStatus = { status: 'live', stored: true }
const receipts = (...events: Receipt['event'][]): Receipt[] => events.map((event, index) => ({ event, at: index + 1 }))

function link(more: Partial<OwnedLink>): OwnedLink {
  return {
    locator: locator.parse('AAAAAAAAAAAAAAAAAAAAAA'),
    createdAt: 0,
    expiresAt: 1000,
    maxDownloads: 3,
    counted: 0,
    running: 0,
    placesLeft: 3,
    wrongTries: 0,
    frozen: false,
    ended: null,
    receipts: [],
    ...more,
  }
}

test.each([
  [{}, 'Not opened yet', 'quiet'],
  [{ receipts: receipts('opened') }, 'Opened, not downloaded yet', 'quiet'],
  [{ receipts: receipts('opened', 'password-wrong') }, 'Opened, not downloaded yet', 'quiet'],
  [{ receipts: receipts('password-wrong'), wrongTries: 1 }, 'Not opened yet', 'quiet'],
  [{ running: 1, receipts: receipts('opened', 'claimed') }, 'Being downloaded now', 'busy'],
  [{ running: 2 }, 'Being downloaded now, 2 times at once', 'busy'],
  [{ receipts: receipts('opened', 'claimed', 'interrupted') }, 'Interrupted', 'care'],
  [{ receipts: receipts('opened', 'claimed', 'interrupted', 'opened') }, 'Interrupted', 'care'],
  [{ counted: 1, receipts: receipts('claimed', 'completed') }, 'Downloaded 1 of 3', 'good'],
  [{ counted: 1, receipts: receipts('claimed', 'interrupted', 'claimed', 'completed') }, 'Downloaded 1 of 3', 'good'],
  [{ counted: 1, receipts: receipts('completed', 'interrupted') }, 'Downloaded 1 of 3, then interrupted', 'care'],
  [{ frozen: true, running: 1 }, 'Frozen by wrong passwords', 'care'],
  [{ ended: { reason: 'expired', at: 5 } }, 'Expired, never downloaded', 'over'],
  [{ ended: { reason: 'used-up', at: 5 }, counted: 3, frozen: true }, 'Used up, downloaded 3 of 3', 'over'],
  [{ ended: { reason: 'revoked', at: 5 }, counted: 1 }, 'Ended by you, downloaded 1 of 3', 'over'],
] as const)('%j is %j', (more, state, tone) => {
  expect(linkWords({ owned: link(more), needsPassword: false }, live, at, ENGLISH)).toMatchObject({ state, tone })
})

test('the facts of a live link and of one that ended', () => {
  const of = (more: Partial<OwnedLink>, needsPassword = false) =>
    linkWords({ owned: link(more), needsPassword }, live, at, ENGLISH).facts
  expect(of({})).toEqual(['3 downloads left', `until ${at(1000)}`])
  expect(of({ placesLeft: 1 }, true)).toEqual(['1 download left', `until ${at(1000)}`, 'password'])
  expect(of({ ended: { reason: 'expired', at: 5 } }, true)).toEqual([at(5)])
})

test.each([
  ['asking', 'Asking the server …'],
  ['unknown', 'Forgotten by the server'],
] as const)('a link without an answer, of a drop that is %s', (status, state) => {
  expect(linkWords({ owned: null, needsPassword: true }, { status }, at, ENGLISH)).toEqual({
    state,
    tone: 'quiet',
    facts: [],
  })
})

test('history begins with the newest and folds what repeats', () => {
  expect(
    history(receipts('opened', 'password-wrong', 'password-wrong', 'password-wrong', 'claimed'), at, ENGLISH),
  ).toEqual([
    { words: 'Download started', when: at(5) },
    { words: 'Wrong password, 3 times', when: `last ${at(4)}` },
    { words: 'Opened', when: at(1) },
  ])
  expect(history([], at, ENGLISH)).toEqual([])
})

test('titles and states of drops', () => {
  expect(linkTitle({ label: 'Ada' }, 0, 1, ENGLISH)).toBe('Ada')
  expect(linkTitle({ label: null }, 0, 1, ENGLISH)).toBe('Link')
  expect(linkTitle({ label: null }, 1, 2, ENGLISH)).toBe('Link 2')
  expect(dropWords(live, ENGLISH)).toBe('')
  const heldBack = { status: 'quarantined', stored: true } as const
  expect(dropWords(heldBack, ENGLISH)).toMatch(/held back/i)
  // Its sender may still change and delete it.
  expect([isLive({ state: heldBack }), isOver({ state: heldBack })]).toEqual([true, false])
  expect(dropWords({ status: 'ended', stored: true }, ENGLISH)).toMatch(/letting go/)
  expect(dropWords({ status: 'ended', stored: false }, ENGLISH)).toMatch(/gone/)
})

test('a download that was completed is told once, one that was only counted as that', () => {
  const both: Receipt[] = [
    { event: 'claimed', at: 1 },
    { event: 'counted', at: 2 },
    { event: 'completed', at: 2 },
    { event: 'claimed', at: 3 },
    { event: 'counted', at: 4 },
  ]
  const words = history(both, at, ENGLISH).map((line) => line.words)
  expect(words).toEqual([expect.stringContaining('Not finished'), 'Download started', 'Downloaded', 'Download started'])
})
