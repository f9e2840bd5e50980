import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import type { Bytes } from '../format/bytes.ts'
import { isDropError } from '../format/drop-error.ts'
import type { RandomSource } from './random-source.ts'

/** A file of docs/vectors/, in the shape its test knows it to have. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the one place where a vector gets its type
export function readVectors<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../../docs/vectors/${name}.json`, import.meta.url), 'utf8')) as T
}

export const fromHex = (text: string): Bytes => new Uint8Array(Buffer.from(text, 'hex'))
export const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
export const fromBase64 = (text: string): Bytes => new Uint8Array(Buffer.from(text, 'base64'))

/** Expects a `DropError` with one of these codes; gives back the one that came. */
export async function expectRefusal(work: () => unknown, ...codes: readonly string[]): Promise<string> {
  let caught: unknown = 'nothing was refused'
  try {
    await work()
  } catch (error) {
    caught = error
  }
  if (!isDropError(caught)) throw new Error(`expected ${codes.join(' or ')}, got: ${String(caught)}`, { cause: caught })
  expect(codes, String(caught)).toContain(caught.code)
  return caught.code
}

/** Gives these values one after another where random ones are asked for. */
export function fixedRandom(...values: readonly Bytes[]): RandomSource {
  const left = [...values]
  return (length) => {
    const value = left.shift()
    if (value?.length !== length) throw new Error('not what was asked for')
    return value
  }
}
