import { expect, test } from 'vitest'
import { type Bytes, concatBytes, utf8 } from '../../format/bytes.ts'
import { measurePayload } from '../../format/geometry.ts'
import { DEFAULT_HEADER } from '../../format/header.ts'
import type { FileEntry } from '../../format/manifest.ts'
import { savedBytes, savedFile } from './saved-file.ts'
import { planSelection } from './selection.ts'

const entry = (path: string, size = 1, mtime: number | null = null): FileEntry => ({ path, size, type: '', mtime })
/** Local time, as a person reads a file's name. */
const now = new Date(2031, 1, 3, 23, 59).getTime()

test.each([
  [['a.txt'], 'a.txt'],
  [['box/inner/a.txt'], 'a.txt'],
  [['box/a.txt', 'box/b.txt'], 'box.zip'],
  [['box/in/a.txt', 'box/b.txt'], 'box.zip'],
  [['box/a.txt', 'boxes/b.txt'], 'snowdrop-2031-02-03.zip'],
  [['box/a.txt', 'b.txt'], 'snowdrop-2031-02-03.zip'],
  [['a.txt', 'b.txt'], 'snowdrop-2031-02-03.zip'],
  [['box.txt', 'box.txt2/b'], 'snowdrop-2031-02-03.zip'],
])('%j is saved as %s', (paths, name) => {
  expect(
    savedFile(
      paths.map((path) => entry(path)),
      now,
    ).name,
  ).toBe(name)
})

test('the size of a zip beyond 4 GiB is announced with the records that such a zip needs', () => {
  const files = [entry('a', 2 ** 32), entry('b', 3)]
  expect(savedFile(files, now).size).toBeGreaterThan(2 ** 32 + 3)
  expect(Number.isSafeInteger(savedFile(files, now).size)).toBe(true)
})

async function zipOf(files: readonly FileEntry[]): Promise<Bytes> {
  const length = files.reduce((sum, { size }) => sum + size, 0)
  async function* chunks() {
    yield await Promise.resolve([utf8('x'.repeat(length))])
  }
  const pieces: Bytes[] = []
  const manifest = { kind: 'files', length, paddedLength: length, files, partSalts: [] } as const
  const geometry = measurePayload(DEFAULT_HEADER, length)
  const saved = { manifest, geometry, plan: planSelection(manifest, geometry, 'all') }
  for await (const piece of savedBytes(saved, chunks(), now)) pieces.push(piece)
  return concatBytes(...pieces)
}

test.each([
  ['before 1980', Date.UTC(1969, 0, 1), 1980],
  ['after 2107', Date.UTC(2200, 5, 5), 2107],
  ['none', null, 2031],
  ['2020', new Date(2020, 5, 5).getTime(), 2020],
])('a time that is %s is told as a year that a zip knows', async (_, mtime, year) => {
  const files = [entry('a', 1, mtime), entry('b', 1, mtime)]
  const zip = await zipOf(files)
  // APPNOTE 4.3.7: the date stands at offset 12 of a local header, the year in its upper 7 bits.
  expect((new DataView(zip.buffer).getUint16(12, true) >> 9) + 1980).toBe(year)
  expect(zip.length).toBe(savedFile(files, now).size)
})

test('ten thousand files make one zip of the announced size', async () => {
  const files = Array.from({ length: 10_000 }, (_, index) => entry(`box ${index % 7}/paper ${index}`, index % 3))
  expect((await zipOf(files)).length).toBe(savedFile(files, now).size)
})
