import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach } from 'vitest'

/** Where the command runs, and where it keeps what it keeps. */
export interface Place {
  readonly cwd: string
  readonly home: string
}

/** A place for each test of a file, new and empty: what this answers is that of the test which runs. */
export function placeForEach(): Place {
  const place = { cwd: '', home: '' }
  let scratch = ''
  beforeAll(() => {
    scratch = mkdtempSync(join(tmpdir(), 'snowdrop-cli-'))
  })
  beforeEach(() => {
    place.cwd = mkdtempSync(join(scratch, 'cwd-'))
    place.home = mkdtempSync(join(scratch, 'home-'))
  })
  afterAll(() => rmSync(scratch, { recursive: true, force: true }))
  return place
}
