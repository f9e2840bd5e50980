import { expect, test } from 'vitest'
import { findSlip } from './word-slips.ts'
import { formatWords, parseWords } from './words.ts'

const RIGHT = 'dimmed-unfold-emboss-dictation-choking-waged-volatile-contents-confused-grove-unstable'
const typed = (place: number, ...words: string[]) =>
  RIGHT.split('-')
    .toSpliced(place - 1, words.length, ...words)
    .join(' ')

test.each([
  '',
  'dimmed',
  'https://drop.test/d#QtcJDGCNtAqVeGqoCyoAXvkM',
  RIGHT,
  RIGHT.toUpperCase().replaceAll('-', ', '),
])('nothing is wrong with %j', async (text) => {
  expect(await findSlip(text)).toBeNull()
})

test.each([
  [RIGHT.replace('dimmed-', ''), 10],
  [`${RIGHT}-zoom`, 12],
])('%s are %i words', async (text, words) => {
  expect(await findSlip(text)).toEqual({ kind: 'count', words })
})

test.each([
  ['a letter left out', 1, 'dimed', 'dimmed'],
  ['a letter too many', 2, 'unfoldd', 'unfold'],
  ['two letters swapped', 10, 'gorve', 'grove'],
  ['a beginning alone', 4, 'dictat', 'dictation'],
])('%s: the checksum says which word was meant', async (_, place, word, meant) => {
  const slip = await findSlip(typed(place, word))
  expect(slip).toMatchObject({ kind: 'unknown', place, word })
  expect(slip?.kind === 'unknown' && slip.nearest[0]).toBe(meant)
})

test('words that hold a hyphen themselves are one word, whichever way they are written', async () => {
  for (const text of ['yo-yo t-shirt zoomm', 'yo yo t shirt zoomm'])
    expect(await findSlip(text)).toMatchObject({ kind: 'unknown', place: 3, row: ['yo-yo', 't-shirt', 'zoomm'] })
})

test('where the checksum cannot tell, the nearest words are named', async () => {
  for (const text of [typed(1, 'dimed', 'unfolt'), 'dimed unfold', typed(1, 'dimed').replace(' grove', '')]) {
    const slip = await findSlip(text)
    expect(slip).toMatchObject({ kind: 'unknown', place: 1, word: 'dimed' })
    expect(slip?.kind === 'unknown' && slip.nearest).toContain('dimmed')
    expect(slip?.kind === 'unknown' && slip.nearest.length).toBe(4)
  }
})

test.each([
  ['another word, one letter off', 10, ['grope'], [10]],
  ['another word, with another ending', 9, ['confusing'], [9]],
  ['another word, of another form', 11, ['unstaffed'], [11]],
  ['neighbours in the wrong order', 5, ['waged', 'choking'], [5, 6]],
] as const)('%s is found', async (_, place, words, places) => {
  const slip = await findSlip(typed(place, ...words))
  expect(slip).toMatchObject({ kind: 'checksum' })
  expect(slip?.kind === 'checksum' && slip.mends[0]).toEqual({ words: RIGHT.split('-'), places })
})

test('whatever is proposed is a code', async () => {
  const slip = await findSlip(typed(7, 'zoom'))
  if (slip?.kind !== 'checksum') throw new Error('nothing found')
  expect(slip.mends.length).toBeLessThanOrEqual(4)
  for (const { words } of slip.mends) await parseWords(words.join(' '))
})

test('a last letter that is cut off is nearly always found, in any word of any code', async () => {
  let found = 0
  let tried = 0
  while (tried < 30) {
    const secret = crypto.getRandomValues(new Uint8Array(16))
    const words = (await formatWords({ needsPassword: false, profile: 'standard', secret })).split('-')
    const place = tried % 11
    const meant = words[place] ?? ''
    const slip = await findSlip(words.with(place, meant.slice(0, -1)).join(' '))
    // A word may be another one without its last letter, and halves of hyphenated words make another number of words.
    if (words.length !== 11 || slip?.kind !== 'unknown') continue
    tried += 1
    if (slip.nearest.includes(meant)) found += 1
  }
  expect(found).toBeGreaterThanOrEqual(27)
})
