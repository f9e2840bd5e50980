import type { LifecycleRule } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { corsRuleFor, hasCors, hasLifecycle, lifecycleRuleFor, summarise, withOurs } from './bucket-rules.ts'

const on = { Status: 'Enabled' } as const
const abort = (days: number) => ({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: days } })

test.each<[string, LifecycleRule[], number | null, number | null]>([
  ['no rules', [], null, null],
  ['ours', [lifecycleRuleFor('drops/', 30)], 32, 2],
  ['one for the whole bucket', [{ ...on, Filter: { Prefix: '' }, Expiration: { Days: 3 } }], 3, null],
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- such rules exist
  ['an old one, with its prefix outside the filter', [{ ...on, Prefix: 'dr', Expiration: { Days: 3 } }], 3, null],
  ['one for a part of ours', [{ ...on, Filter: { Prefix: 'drops/a' }, Expiration: { Days: 3 } }], 3, null],
  [
    'one for something else',
    [{ ...on, Filter: { Prefix: 'logs/' }, Expiration: { Days: 3 }, ...abort(1) }],
    null,
    null,
  ],
  ['one that is off', [{ Status: 'Disabled', Filter: {}, Expiration: { Days: 3 } }], null, null],
  ['one for a tag', [{ ...on, Filter: { Tag: { Key: 'a', Value: 'b' } }, Expiration: { Days: 3 } }], null, null],
  ['one with a date', [{ ...on, Filter: {}, Expiration: { Date: new Date(0) } }], 0, null],
  [
    'two, of which the earlier counts',
    [lifecycleRuleFor('', 30), { ...on, Expiration: { Days: 9 }, ...abort(1) }],
    9,
    1,
  ],
])('%s', (_, rules, expireDays, abortDays) => {
  expect(summarise(rules, 'drops/')).toEqual({ expireDays, abortDays })
})

test('our rule takes the place of our former one and leaves those of others', () => {
  const other = { ...on, ID: 'other', Filter: {} }
  const rules = withOurs([lifecycleRuleFor('drops/', 9), other], lifecycleRuleFor('drops/', 30))
  expect(rules).toEqual([other, lifecycleRuleFor('drops/', 30)])
  expect(hasLifecycle(rules, lifecycleRuleFor('drops/', 30))).toBe(true)
  expect(hasLifecycle(rules, lifecycleRuleFor('drops/', 31))).toBe(false)
  expect(hasLifecycle(rules, lifecycleRuleFor('other/', 30))).toBe(false)
})

test('a CORS rule is the same in any order, and another for another origin', () => {
  const ours = corsRuleFor('https://a.test')
  expect(hasCors([{ ...ours, AllowedMethods: ['PUT', 'GET'] }], ours)).toBe(true)
  expect(hasCors([{ ...ours, AllowedMethods: ['PUT'] }], ours)).toBe(false)
  expect(hasCors([ours], corsRuleFor('https://b.test'))).toBe(false)
})
