import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { cryptoRandom } from '../crypto/random-source.ts'
import { makeTicket, parseTicket, TICKET_PATTERN } from './ticket.ts'

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const known = makeTicket((bytes) => Uint8Array.from({ length: bytes }, (_, index) => index))
const ticket = fc.uint8Array({ minLength: 24, maxLength: 24 }).map((bytes) => makeTicket(() => Uint8Array.from(bytes)))
const subjectOf = (text: string) => {
  try {
    parseTicket(text)
    return 'read'
  } catch (error) {
    return (error as { facts: { subject: string } }).facts.subject
  }
}

test('the spelling of a known ticket stays as it is', () => {
  expect(known).toBe('01234-56789-ABCDE-FGHJK-MNPQF')
})

test('every ticket has the one spelling, and reads as itself', () => {
  fc.assert(fc.property(ticket, (each) => TICKET_PATTERN.test(each) && parseTicket(each) === each))
  expect(new Set(Array.from({ length: 1000 }, () => makeTicket(cryptoRandom))).size).toBe(1000)
})

describe('what a person types', () => {
  it.each([
    known.toLowerCase(),
    known.replaceAll('-', ''),
    known.replaceAll('-', ' '),
    known.replaceAll('-', '–'),
    `  ${known}\n`,
    `https://drop.example.org/share/#ticket=${known}`,
    `Send with this: https://drop.example.org/#ticket=${known.toLowerCase()} `,
    `#ticket=${known}`,
    known.replace('0', 'o').replace('1', 'l'),
    known.replace('0', 'O').replace('1', 'I'),
  ])('%j is read', (typed) => expect(parseTicket(typed)).toBe(known))
})

describe('what is no ticket', () => {
  it.each([
    ['', 'length'],
    [known.slice(0, -1), 'length'],
    [`${known}0`, 'length'],
    [known.replace('0', 'U'), 'character'],
    [known.replace('0', '!'), 'character'],
    [known.replace('0', '2'), 'checksum'],
    [`https://drop.example.org/d#${known}`, 'character'],
    ['#ticket=', 'length'],
  ])('%j: %s', (text, subject) => expect(subjectOf(text)).toBe(subject))
})

test('one wrong character is always found', () => {
  fc.assert(
    fc.property(ticket, fc.nat(24), fc.nat(31), (each, place, value) => {
      const plain = each.replaceAll('-', '')
      const other = ALPHABET[value] ?? ''
      fc.pre(plain[place] !== other)
      expect(subjectOf(plain.slice(0, place) + other + plain.slice(place + 1))).toBe('checksum')
    }),
  )
})

test('two characters that changed places are always found', () => {
  fc.assert(
    fc.property(ticket, fc.nat(24), fc.nat(24), (each, a, b) => {
      const characters = each.replaceAll('-', '').split('')
      fc.pre(characters[a] !== characters[b])
      const [first = '', second = ''] = [characters[a], characters[b]]
      characters[a] = second
      characters[b] = first
      expect(subjectOf(characters.join(''))).toBe('checksum')
    }),
  )
})
