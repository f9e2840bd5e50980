import type { RandomSource } from '../crypto/random-source.ts'
import { DropError } from './drop-error.ts'

declare const ticket: unique symbol
/** An upload ticket in its one spelling: five groups of five characters. A bearer secret of 120 bits. */
export type Ticket = string & { readonly [ticket]: true }

/** Crockford's base32: digits and letters without I, L, O and U, which are misread or spell words. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const SECRET_CHARACTERS = 24
const CHARACTERS = SECRET_CHARACTERS + 1
/** The one spelling, as the wire takes it. */
export const TICKET_PATTERN = /^(?:[0-9A-HJKMNP-TV-Z]{5}-){4}[0-9A-HJKMNP-TV-Z]{5}$/

/** Times x in GF(32) = GF(2)[x] / (x^5 + x^2 + 1), of which x generates every element but zero. */
function timesX(value: number): number {
  return ((value << 1) ^ (value & 16 ? 0b100101 : 0)) & 31
}

/**
 * The check digit: a Reed-Solomon code over GF(32). As each place weighs another power of x, every single wrong
 * character is found, and every two that changed places.
 */
function checkDigit(digits: readonly number[]): number {
  return digits.reduce((sum, digit) => timesX(sum ^ digit), 0)
}

function spell(digits: readonly number[]): Ticket {
  const text = digits.map((digit) => ALPHABET[digit]).join('')
  return (text.match(/.{5}/g) ?? []).join('-') as Ticket
}

/** A new ticket. */
export function makeTicket(random: RandomSource): Ticket {
  // 256 is a multiple of 32: every digit is as likely as another.
  const digits = Array.from(random(SECRET_CHARACTERS), (byte) => byte & 31)
  return spell([...digits, checkDigit(digits)])
}

/**
 * Reads a ticket as a person types it: in any case, with any spaces and hyphens, O for 0, I and L for 1; or the whole
 * link that carries it.
 * Errors: `ticket-wrong` with `length`, `character` or `checksum`.
 */
export function parseTicket(text: string): Ticket {
  const plain = text
    .replace(/^.*#ticket=/s, '')
    .toUpperCase()
    .replaceAll(/[\s\u2010-\u2015-]/g, '')
  const digits = Array.from(plain.replaceAll('O', '0').replaceAll(/[IL]/g, '1'), (each) => ALPHABET.indexOf(each))
  if (digits.includes(-1)) throw new DropError('ticket-wrong', { subject: 'character' })
  if (digits.length !== CHARACTERS) throw new DropError('ticket-wrong', { subject: 'length' })
  if (checkDigit(digits.slice(0, SECRET_CHARACTERS)) !== digits[SECRET_CHARACTERS])
    throw new DropError('ticket-wrong', { subject: 'checksum' })
  return spell(digits)
}
