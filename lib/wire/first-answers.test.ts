import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ERROR_CODES } from '../format/drop-error.ts'
import { configResponse } from './config.ts'
import { errorResponse } from './errors.ts'
import { locator } from './fields.ts'
import { configAnswer, errorAnswer, linkAnswer, openAnswer, parseLocator } from './first-answers.ts'
import { linkResponse, openResponse } from './links.ts'

const bytes = (count: number) => 'A'.repeat(Math.ceil((count * 4) / 3))

const bounds = { choices: [1, 60], default: 60, min: 1, max: 60 }
const config = {
  name: 'Snow',
  version: '1',
  uploads: 'ticket',
  maxDropBytes: 0,
  expiry: bounds,
  downloads: bounds,
  linksMax: 1,
  kinds: ['files'],
  password: 'off',
  lookInside: false,
}
const live = {
  state: 'live',
  salt: bytes(32),
  hint: bytes(272),
  header: bytes(16),
  sealedLength: 0,
  expiresAt: 1,
  maxDownloads: 1,
  placesLeft: 0,
  heldUntil: 5,
}
const ended = { state: 'ended', reason: 'lost', at: 0 }
const stored = { wrappedKey: bytes(48), commitment: bytes(32), manifest: 'A'.repeat(38) }
const error = { code: 'held', message: '', at: -1, limit: 0, subject: 'x' }

/** What each is by zod, by the plain reading, and what it takes. */
const answers = [
  ['the config', configResponse, configAnswer, config],
  ['a live link', linkResponse, linkAnswer, live],
  ['an ended link', linkResponse, linkAnswer, ended],
  ['what opens a link', openResponse, openAnswer, stored],
  ['an error', errorResponse, errorAnswer, error],
] as const

/** What may stand in a field, right or wrong. */
const values = [
  ...[undefined, null, true, 0, 1, -1, 0.5, Number.NaN, Infinity, 2 ** 53, 2 ** 53 - 1, -(2 ** 53), '0', '', 'live'],
  ...['ended', 'open', 'closed', 'required', 'optional', 'expired', 'revoked', 'files', ...ERROR_CODES.slice(0, 3)],
  ...[[], [1], [0], [1.5], ['files', 'note', 'redirect'], ['mail'], [null], {}, bounds, { ...bounds, min: 0 }],
  ...[16, 32, 48, 272].flatMap((count) => [
    bytes(count),
    `${bytes(count)}A`,
    `${bytes(count).slice(1)}B`,
    bytes(count - 1),
  ]),
  ...['A'.repeat(37), 'A'.repeat(38), 'A'.repeat(1_398_102), 'A'.repeat(1_398_103), `${'A'.repeat(40)}=`],
  Object.assign(['files'], { length: 1 }),
  new Date(0),
]

/** An answer in which some fields are something else, are left out, or too many. */
const changed = (answer: Readonly<Record<string, unknown>>) =>
  fc
    .array(fc.tuple(fc.constantFrom(...Object.keys(answer), 'more'), fc.constantFrom(...values), fc.boolean()), {
      maxLength: 2,
    })
    .map((changes) => {
      const copy = new Map(Object.entries(answer))
      for (const [key, value, isLeftOut] of changes) {
        if (isLeftOut) copy.delete(key)
        else copy.set(key, value)
      }
      return Object.fromEntries(copy)
    })

function read(parse: (value: unknown) => unknown, value: unknown): { taken: unknown } | 'refused' {
  try {
    return { taken: parse(value) }
  } catch {
    return 'refused'
  }
}

test.each(answers)('%s is taken, without what does not belong to it', (_, zod, plain, answer) => {
  expect(plain.parse({ ...answer, more: 1 })).toEqual(answer)
  expect(zod.parse(answer)).toEqual(answer)
})

test.each(answers)('%s is read as its schema reads it, whatever stands in it', (_, zod, plain, answer) => {
  const outcomes = new Set<boolean>()
  fc.assert(
    fc.property(changed(answer), (value) => {
      const expected = read((each) => zod.parse(each), value)
      outcomes.add(expected === 'refused')
      expect(read(plain.parse, value)).toEqual(expected)
    }),
    { numRuns: 3000 },
  )
  expect(outcomes.size).toBe(2)
})

test.each(answers)('%s is no text, number, list or nothing', (_, __, plain) => {
  for (const value of [null, undefined, 'x', 1, [], [live]]) expect(read(plain.parse, value)).toBe('refused')
})

test.each([bytes(16), `${bytes(15)}AB`, bytes(15), '', null])('%j is a locator for both or none', (value) => {
  expect(read(parseLocator, value)).toEqual(read((each) => locator.parse(each), value))
})
