import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeBase64url } from '../format/bytes.ts'
import { dropId, saltField, wrappedKeyField } from './fields.ts'

test.each([
  ['16 bytes', dropId, 16],
  ['32 bytes', saltField, 32],
  ['48 bytes', wrappedKeyField, 48],
] as const)('%s are read in their one spelling', (_, schema, length) => {
  const bytes = fc.uint8Array({ minLength: length, maxLength: length })
  fc.assert(fc.property(bytes, (each) => schema.safeParse(encodeBase64url(Uint8Array.from(each))).success))
})

test.each([
  '',
  'A'.repeat(21),
  'A'.repeat(23),
  `${'A'.repeat(21)}B`,
  `${'A'.repeat(21)}=`,
  `${'A'.repeat(21)}+`,
  ` ${'A'.repeat(21)}`,
  `${'A'.repeat(22)}\n`,
])('%j is no identifier', (text) => {
  expect(dropId.safeParse(text).success).toBe(false)
})
