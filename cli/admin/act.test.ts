import { userInfo } from 'node:os'
import { afterEach, expect, test } from 'vitest'
import { actOf } from './act.ts'

const before = process.env.SUDO_USER
afterEach(() => {
  if (before === undefined) delete process.env.SUDO_USER
  else process.env.SUDO_USER = before
})

test('who asks is the account, whoever used sudo, or the name that was given', () => {
  delete process.env.SUDO_USER
  expect(actOf({})).toEqual({ who: userInfo().username, reason: null })
  process.env.SUDO_USER = 'olga'
  expect(actOf({ reason: '' })).toEqual({ who: 'olga', reason: null })
  expect(actOf({ as: 'Olga K.', reason: 'a complaint' })).toEqual({ who: 'Olga K.', reason: 'a complaint' })
})

test('no code, link or address gets into the audit log', () => {
  const code = 'AbCdEfGhIjKlMnOpQrStUvWx'
  const words = 'abacus abdomen abide ability able abnormal abode abolish abrasion abrasive abreast'
  const { who, reason } = actOf({ as: code, reason: `${code}, https://drop.example/d#${code}, ${words}, 192.0.2.1` })
  for (const secret of [code, words, 'drop.example', '192.0.2.1']) expect(`${who} ${reason}`).not.toContain(secret)
})

test.each([
  ['who', { as: '' }, { as: 'x' }],
  ['who', { as: 'x'.repeat(101) }, { as: 'x'.repeat(100) }],
  ['why', { reason: 'x '.repeat(251) }, { reason: 'x '.repeat(250) }],
])('%s has its bounds', (_, beyond, within) => {
  expect(() => actOf(beyond)).toThrow('characters')
  expect(() => actOf(within)).not.toThrow()
})
