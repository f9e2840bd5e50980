import type { OpenedDrop, ReceivedFile } from '../../lib/client/receive/receive-state.ts'
import type { PickedFile, TransferProgress } from '../../lib/client/send/send-state.ts'

const MB = 1_000_000

/** A Tuesday in late November, so that every picture says the same. */
export const tuesday = Date.UTC(2026, 10, 24, 11, 20)

const some: readonly ReceivedFile[] = [
  { path: 'Contract, signed.pdf', size: 2_418_332, type: 'application/pdf' },
  { path: 'Site visit/Photos of the north wall after the first storm of the year.zip', size: 384 * MB, type: '' },
  { path: 'Site visit/plan.dwg', size: 18_220_194, type: '' },
  { path: 'Site visit/notes.txt', size: 4210, type: 'text/plain' },
]

const hostile: readonly ReceivedFile[] = [
  { path: '<img src=x onerror=alert(1)>.html', size: 12, type: 'text/html' },
  { path: `${'a very long name that does not end '.repeat(6)}.tar.gz`, size: 9_007_199_254_740_991, type: '' },
  { path: 'חשבונית 2026.pdf', size: 1, type: '' },
  {
    path: '🌱🌱🌱🌱🌱🌱🌱🌱🌱🌱🌱🌱🌱🌱🌱🌱🌱🌱🌱🌱🌱🌱🌱🌱🌱🌱🌱🌱🌱🌱🌱🌱🌱🌱🌱🌱🌱🌱🌱🌱🌱🌱.txt',
    size: 0,
    type: '',
  },
  { path: 'no extension', size: 1023, type: '' },
]

const thousand: readonly ReceivedFile[] = Array.from({ length: 1000 }, (_, index) => ({
  path: `archive/box ${index % 10}/paper ${index}.txt`,
  size: index * 977,
  type: 'text/plain',
}))

const large: readonly ReceivedFile[] = [{ path: 'The whole film.mkv', size: 1400 * MB, type: 'video/x-matroska' }]

export const files = { one: some.slice(0, 1), some, hostile, thousand, large }

export function picked(list: readonly ReceivedFile[]): readonly PickedFile[] {
  return list.map(({ path, size }, index) => ({ key: String(index), path, size }))
}

function sum(list: readonly ReceivedFile[]): number {
  return list.reduce((total, file) => total + file.size, 0)
}

export function progressOf(list: readonly ReceivedFile[], share: number): TransferProgress {
  const totalBytes = sum(list)
  const doneBytes = Math.round(totalBytes * share)
  const bytesPerSecond = 11.4 * MB
  return { doneBytes, totalBytes, bytesPerSecond, secondsLeft: Math.ceil((totalBytes - doneBytes) / bytesPerSecond) }
}

export function opened(list: readonly ReceivedFile[], change: Partial<OpenedDrop> = {}): OpenedDrop {
  return {
    kind: 'files',
    files: list,
    host: null,
    lease: null,
    survivesReload: false,
    saveWay: 'stream',
    totalBytes: sum(list),
    expiresAt: tuesday,
    maxDownloads: 1,
    placesLeft: 1,
    heldUntil: null,
    ...change,
  }
}
