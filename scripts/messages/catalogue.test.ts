import { expect, test } from 'vitest'
import { catalogueFaults, slotNames } from './catalogue.ts'

const english = {
  plain: 'Send',
  named: 'Sent to {name}',
  counted: '{count, plural, one {# file} other {# files}}',
  linked: 'See <a>the list</a>.',
  chosen: '{kind, select, note {A note} other {Files}}',
  nested: { deep: 'Deep' },
}
const faults = (locale: string, changed: object) =>
  catalogueFaults(locale, { ...english, ...changed }, english).map((fault) =>
    fault.replace(/^messages\/\w+\.json: /, ''),
  )

test('what has all keys, arguments, tags and forms is whole', () => {
  expect(faults('en', {})).toEqual([])
  expect(faults('de', { named: '{name} hat es' })).toEqual([])
  expect(faults('ja', { counted: '{count, plural, other {# ファイル}}' })).toEqual([])
  expect(
    faults('pl', { counted: '{count, plural, one {# plik} few {# pliki} many {# plików} other {# pliku}}' }),
  ).toEqual([])
  expect(faults('ja', { counted: '{count, number} ファイル' })).toEqual([])
  expect(faults('en', { counted: '{count, plural, =0 {no file} one {# file} other {# files}}' })).toEqual([])
})

test.each([
  ['a key that is missing', 'de', { nested: {} }, 'nested.deep is missing'],
  ['a key too many', 'de', { more: 'Mehr' }, 'more is not in English'],
  ['an empty message', 'de', { plain: '' }, 'plain is empty, or has a blank at an end'],
  ['a blank at an end', 'de', { plain: 'Senden ' }, 'plain is empty, or has a blank at an end'],
  ['a straight apostrophe', 'fr', { plain: "L'envoi" }, "plain has a straight ', which ICU takes for a quote: write ’"],
  ['a date', 'de', { plain: 'Senden {at, date}' }, /^plain formats \{at\} itself/],
  ['no ICU', 'en', { plain: 'Send {' }, /^plain is no ICU message: /],
  ['an argument that is missing', 'en', { named: 'Sent' }, 'named lacks name as text'],
  [
    'an argument of another name',
    'en',
    { named: 'Sent to {who} {name}' },
    'named has who as text, which English has not',
  ],
  ['an argument of another kind', 'en', { counted: '{count}' }, 'counted lacks count as number'],
  ['a tag that is missing', 'en', { linked: 'See the list.' }, 'linked lacks <a>'],
  ['a tag too many', 'en', { plain: '<b>Send</b>' }, 'plain has <b>, which English has not'],
  [
    'a choice that is missing',
    'en',
    { chosen: '{kind, select, other {Files}}' },
    'chosen lacks kind as one of note, other',
  ],
  [
    'a form that is missing',
    'en',
    { counted: '{count, plural, other {# files}}' },
    'counted {count} lacks the form "one"',
  ],
  ['forms of another language', 'ru', {}, 'counted {count} lacks the form "few"'],
  [
    'a form that the language has not',
    'ja',
    { counted: '{count, plural, one {#} other {#}}' },
    'counted {count} never has the form "one"',
  ],
])('%s is found', (_, locale, changed, fault) => {
  const found = faults(locale, changed)
  expect(found.some((each) => (typeof fault === 'string' ? each === fault : fault.test(each)))).toBe(true)
})

test('what code has to hand to a message', () => {
  expect(slotNames('Send')).toEqual([])
  expect(slotNames('{count, plural, one {<b>#</b> of {name}} other {# of {name}}}, {name}')).toEqual([
    'count',
    'b',
    'name',
  ])
})
