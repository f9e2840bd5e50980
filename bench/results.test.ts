import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openResults } from './results.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'snowdrop-results-'))
  vi.spyOn(console, 'log').mockReturnValue()
})
afterEach(() => rmSync(folder, { recursive: true }))

test('a run replaces the lines that it measured, and leaves the others with their date', () => {
  const path = join(folder, 'deep/latest.json')
  const kept = () => JSON.parse(readFileSync(path, 'utf8')) as Record<string, Record<string, unknown>>
  vi.useFakeTimers({ now: new Date('2026-01-01T00:00:00Z') })
  const first = openResults(path, 1024)
  first.note('upload', { ratio: 0.5, ours: 2, plain: 1, rounds: 5 })
  first.note('download', { ratio: 0.25, ours: 4, plain: 1, rounds: 5 })
  first.figure('memory', 100.00049, 'MiB')
  vi.setSystemTime(new Date('2026-02-02T00:00:00Z'))
  const second = openResults(path, 2048)
  second.note('upload', { ratio: 0.75, ours: 4, plain: 3, rounds: 2 })
  second.ratio('memory.ratio', 1.02)
  vi.useRealTimers()

  expect(kept().ratios).toEqual({ download: 0.25, 'memory.ratio': 1.02, upload: 0.75 })
  expect(kept().lines).toMatchObject({
    upload: { ours: 4, plain: 3, rounds: 2, bytes: 2048, at: '2026-02-02T00:00:00.000Z' },
    download: { ours: 4, plain: 1, rounds: 5, bytes: 1024, at: '2026-01-01T00:00:00.000Z' },
  })
  expect(kept().figures).toMatchObject({ memory: { value: 100, unit: 'MiB', at: '2026-01-01T00:00:00.000Z' } })
})
