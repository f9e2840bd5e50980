import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { DropError, ERROR_CODES } from '../format/drop-error.ts'
import { ERROR_STATUS, toErrorResponse } from './errors.ts'
import { fromErrorResponse } from './read-error.ts'

const rows = [...readFileSync('docs/errors.md', 'utf8').matchAll(/^\| `([a-z-]+)` \| (\d+|–) \|/gm)]

test('docs/errors.md has one entry for every code, and no other', () => {
  expect(rows.map((row) => row[1]).sort()).toEqual([...ERROR_CODES].sort())
})

test.each(rows.map((row) => [row[1], row[2]]))('the documented status of %s is %s', (code, status) => {
  const known = ERROR_CODES.find((each) => each === code)
  expect(known).toBeDefined()
  if (known === undefined) return
  expect(ERROR_STATUS[known]).toBe(status === '–' ? 500 : Number(status))
})

test('a failure crosses the wire with its facts', () => {
  const { status, body } = toErrorResponse(new DropError('held', { at: 1_700_000_000_000 }))
  expect(status).toBe(409)
  const back = fromErrorResponse(JSON.stringify(body))
  expect(back.code).toBe('held')
  expect(back.facts).toEqual({ at: 1_700_000_000_000 })
})

test('the message of an unexpected failure stays inside', () => {
  expect(JSON.stringify(toErrorResponse(new Error('connect postgres://user:secret@db')))).not.toContain('secret')
})

test.each([
  '',
  '<html>',
  'null',
  '{}',
  '{"code":"expired","mess',
  '{"code":"no-such-code","message":""}',
  '{"code":"not-found","message":"","subject":"path"}',
])('an answer that is not ours, %s, becomes unavailable', (text) => {
  expect(fromErrorResponse(text).code).toBe('unavailable')
})
