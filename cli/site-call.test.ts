import { expect, test } from 'vitest'
import { createConfigApi } from '../lib/adapters/http/look-api.ts'
import { type DropError, isDropError } from '../lib/format/drop-error.ts'
import { failureWords, stuckTitle } from './failure-words.ts'
import { createSiteCall } from './site-call.ts'

const BASE = 'https://drop.example/path'

/** Why a site's limits are not known, where this is what comes back. */
async function failureOf(answer: () => { status: number; text: string }): Promise<DropError> {
  const fetchText = async () => {
    const { status, text } = await Promise.resolve().then(answer)
    return { status, text: () => Promise.resolve(text) }
  }
  const api = createConfigApi(createSiteCall(fetchText, BASE))
  const failure: unknown = await api.config(new AbortController().signal).catch((error: unknown) => error)
  if (isDropError(failure)) return failure
  throw new Error('no failure')
}

test.each<[string, number, string]>([
  ['a page', 200, '<!doctype html>'],
  ['nothing', 204, ''],
  ['a page that is not there', 404, '<h1>Not found</h1>'],
  ['a login', 401, ''],
  ['another API', 200, '{"status":"ok"}'],
  ['what another API has not', 404, '{"code":"no_such_route","message":"none"}'],
  ['a redirect to nowhere', 302, ''],
])('%s (%i) is none of a Snowdrop', async (_, status, text) => {
  const failure = await failureOf(() => ({ status, text }))
  expect(failure.code).toBe('unavailable')
  expect(failureWords(failure)).toEqual({
    title: 'What answers there is no Snowdrop site',
    text: `Check the address, and its path where it has one: ${BASE}`,
  })
  expect(stuckTitle(failure)).toBe('What answers there is no Snowdrop site')
})

test.each<[string, number, string]>([
  ['a proxy that does not reach it', 502, '<h1>Bad gateway</h1>'],
  ['a proxy that is asked for too much', 429, ''],
  ['its own trouble', 503, '{"code":"unavailable","message":"unavailable"}'],
  ['an older one of it', 404, '{"code":"not-found","message":"not-found: path","subject":"path"}'],
])('%s (%i) may be of a Snowdrop', async (_, status, text) => {
  const failure = await failureOf(() => ({ status, text }))
  expect(failure.code).toBe('unavailable')
  expect(failureWords(failure).title).toBe('The server is having trouble')
})

test('what it refuses itself stays what it is', async () => {
  const text = JSON.stringify({ code: 'too-many-requests', message: 'x', subject: 'requests', at: 1 })
  expect(await failureOf(() => ({ status: 429, text }))).toMatchObject({ code: 'too-many-requests', facts: { at: 1 } })
})

test.each([
  [Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), `${BASE} cannot be reached (ECONNREFUSED). `],
  [
    new TypeError('x', { cause: Object.assign(new Error(), { code: 'ENOTFOUND' }) }),
    `${BASE} cannot be reached (ENOTFOUND). `,
  ],
  [new Error('x'), `${BASE} cannot be reached. `],
])('where nothing answers, the site is named (%#)', async (cause, words) => {
  const failure = await failureOf(() => {
    throw cause
  })
  expect(failure.code).toBe('network')
  expect(failureWords(failure)).toMatchObject({
    title: 'No connection',
    text: expect.stringContaining(words) as string,
  })
})
