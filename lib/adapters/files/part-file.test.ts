import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { PrefixCheck } from '../../ports/prefix-check.ts'
import { PartFile, type PartMark } from './part-file.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'snowdrop-part-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const MiB = 2 ** 20
const PIECE = MiB - 3

/** Pieces of one length, by their CRC-32. */
function checkByCrc(): PrefixCheck {
  let crc = 0
  const add = (piece: Uint8Array) => {
    crc = crc32(piece, crc)
  }
  const addAgain = (piece: Uint8Array) => {
    add(piece)
    return Promise.resolve()
  }
  return { add, addAgain, nextLength: () => PIECE, value: () => String(crc) }
}

const piece = (length: number) => new Uint8Array(randomBytes(length))

test('marks that are taken while more is written tell what is there, and what tells whether it still is', async () => {
  const path = join(folder, 'x.part')
  const part = await PartFile.create(path, checkByCrc(), () => {})
  const whole: Uint8Array[] = []
  const marks: Promise<PartMark>[] = []
  for (let at = 0; at < 40; at += 1) {
    const next = piece(PIECE)
    whole.push(next.slice())
    const writing = part.take([next])
    if (at % 3 === 1) marks.push(part.mark())
    await writing
  }
  for (const marking of marks) {
    const { bytes, check } = await marking
    const there = readFileSync(path).subarray(0, bytes)
    expect(there.length).toBe(bytes)
    expect(String(crc32(there))).toBe(check)
  }
  await part.close(null)
  expect(readFileSync(path).equals(Buffer.concat(whole))).toBe(true)
})

test('memory of taken pieces is freed once they are written, that of others and of views is not', async () => {
  const part = await PartFile.create(join(folder, 'x.part'), null, () => {})
  const [taken, other, kept, view] = [piece(MiB), piece(MiB), piece(MiB), piece(MiB)]
  await part.take([taken, other])
  await part.write([kept])
  await part.take([view.subarray(1)])
  await part.close(null)
  expect([taken.length, other.length, kept.length, view.length]).toEqual([0, 0, MiB, MiB])
})

test('a file that is no longer what was marked is not gone on with', async () => {
  const path = join(folder, 'x.part')
  const part = await PartFile.create(path, checkByCrc(), () => {})
  for (let count = 0; count < 3; count += 1) await part.write([piece(PIECE)])
  const mark = await part.mark()
  await part.close(null)
  const goOn = (from: PartMark) => PartFile.goOn(path, from, checkByCrc(), () => {})
  expect(await goOn({ ...mark, check: '1' })).toBeNull()
  for (const bytes of [mark.bytes - 1, mark.bytes - PIECE, mark.bytes + PIECE])
    expect(await goOn({ ...mark, bytes })).toBeNull()
  const again = await goOn(mark)
  expect(again).not.toBeNull()
  await again?.close(null)
  const changed = readFileSync(path)
  changed[5] = (changed[5] ?? 0) ^ 1
  writeFileSync(path, changed)
  expect(await goOn(mark)).toBeNull()
})
