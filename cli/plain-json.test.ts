import { expect, test } from 'vitest'
import { plainJson } from './plain-json.ts'

test('words of others in JSON move no cursor and turn no direction, and are the same words', () => {
  const value = { words: ['\u001b[2J', '\u009b2J', '\u007f', '\u202egpj.exe', 'Zoë 雪\n'] }
  expect(plainJson(value)).not.toMatch(/[^\P{Cc}]|\u202e/u)
  expect(plainJson(value)).toContain('Zoë 雪')
  expect(JSON.parse(plainJson(value, 2))).toEqual(value)
})
