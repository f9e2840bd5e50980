import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PartFile } from './part-file.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'snowdrop-part-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const MiB = 2 ** 20
const piece = (length: number) => new Uint8Array(randomBytes(length))

test('marks that are taken while more is written tell what is there, and its checksum', async () => {
  const path = join(folder, 'x.part')
  const part = await PartFile.create(path, () => {})
  const whole: Uint8Array[] = []
  const marks: Promise<{ bytes: number; crc: number }>[] = []
  for (let at = 0; at < 40; at += 1) {
    const next = piece(MiB - 3)
    whole.push(next.slice())
    const writing = part.take(next)
    if (at % 3 === 1) marks.push(part.mark())
    await writing
  }
  for (const marking of marks) {
    const { bytes, crc } = await marking
    const there = readFileSync(path).subarray(0, bytes)
    expect(there.length).toBe(bytes)
    expect(crc32(there)).toBe(crc)
  }
  await part.close(null)
  expect(readFileSync(path).equals(Buffer.concat(whole))).toBe(true)
})

test('memory of taken pieces is freed once they are written, that of others and of views is not', async () => {
  const part = await PartFile.create(join(folder, 'x.part'), () => {})
  const [taken, kept, view] = [piece(MiB), piece(MiB), piece(MiB)]
  await part.take(taken)
  await part.write(kept)
  await part.take(view.subarray(1))
  await part.close(null)
  expect([taken.length, kept.length, view.length]).toEqual([0, MiB, MiB])
})

test('a file that is no longer what was marked is not gone on with', async () => {
  const path = join(folder, 'x.part')
  const part = await PartFile.create(path, () => {})
  await part.write(piece(3 * MiB))
  const mark = await part.mark()
  await part.close(null)
  expect(await PartFile.goOn(path, { ...mark, crc: mark.crc ^ 1 }, () => {})).toBeNull()
  const again = await PartFile.goOn(path, mark, () => {})
  expect(again).not.toBeNull()
  await again?.close(null)
  const changed = readFileSync(path)
  changed[5] = (changed[5] ?? 0) ^ 1
  writeFileSync(path, changed)
  expect(await PartFile.goOn(path, mark, () => {})).toBeNull()
})
