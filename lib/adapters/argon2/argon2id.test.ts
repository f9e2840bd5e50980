import { describe, expect, test } from 'vitest'
import { fromHex, readVectors, toHex } from '../../crypto/vectors.fixture.ts'
import type { PasswordProfile } from '../../format/code.ts'
import { isDropError } from '../../format/drop-error.ts'
import { encodePassword } from '../../format/password.ts'
import { createArgon2id, plainArgon2id, wasmArgon2id } from './argon2id.ts'
import { hasWebAssembly } from './has-webassembly.ts'

function refuse(): never {
  throw new Error('refused by policy')
}

interface Vector {
  readonly name: string
  readonly password: string | null
  readonly profile: PasswordProfile
  readonly passwordSalt: string
  readonly passwordKey: string
}
const { valid } = readVectors<{ valid: Vector[] }>('key-schedule')
const protectedOnes = valid.flatMap(({ password, ...vector }) => (password === null ? [] : [{ ...vector, password }]))

class Refused {
  readonly exports = refuse()
}
const refusing = { WebAssembly: { Module: Refused } }

test('the vectors know both profiles', () => {
  expect(new Set(protectedOnes.map(({ profile }) => profile))).toEqual(new Set(['standard', 'light']))
})

describe.each([
  ['WebAssembly', wasmArgon2id],
  ['JavaScript', plainArgon2id],
  ['whatever is here', createArgon2id(globalThis)],
  ['where WebAssembly is absent', createArgon2id({})],
  ['where a policy refuses it', createArgon2id(refusing)],
])('%s', (_, argon2id) => {
  test.each(protectedOnes)('$name', async ({ password, passwordSalt, profile, passwordKey }) => {
    expect(toHex(await argon2id(encodePassword(password), fromHex(passwordSalt), profile))).toBe(passwordKey)
  })
})

test.each([
  ['here', globalThis, true],
  ['without it', {}, false],
  ['in part', { WebAssembly: {} }, false],
  ['refused', refusing, false],
])('WebAssembly is looked for by compiling: %s', (_, scope, expected) => {
  expect(hasWebAssembly(scope)).toBe(expected)
})

test('a device without the memory is told so', async () => {
  // Stands for what an allocation throws: a salt that neither implementation takes.
  const failing = createArgon2id(globalThis)(new Uint8Array(1), new Uint8Array(0), 'light')
  await expect(failing).rejects.toSatisfy((error: unknown) => isDropError(error, 'browser-unsupported'))
})
