import { expect, test } from 'vitest'
import { labelsFrom } from './labels-from.ts'

test.each([
  ['', [null]],
  [' \n\n', [null]],
  ['Ada', ['Ada']],
  [' Ada \r\nGrace\n\nAda', ['Ada', 'Grace']],
])('%j are the labels %j', (text, labels) => {
  expect(labelsFrom(text)).toEqual(labels)
})
