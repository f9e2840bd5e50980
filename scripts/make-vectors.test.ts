import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import * as limits from '../lib/format/constants.ts'
import { at, renderVectors } from './make-vectors.ts'

const rendered = [...renderVectors()]

test.each(rendered)('docs/%s is what `node scripts/make-vectors.ts` writes', (path, text) => {
  // Not toBe: a difference of half a megabyte helps nobody.
  expect(readFileSync(at(path), 'utf8') === text, `docs/${path} is out of date`).toBe(true)
})

test.each([
  limits.MAX_PARTS,
  limits.MAX_CHUNKS_PER_PART,
  limits.PADDING_FLOOR,
  limits.MANIFEST_FLOOR,
  limits.MAX_SEALED_MANIFEST,
  limits.MAX_MANIFEST_JSON,
  limits.MAX_FILES,
  limits.MAX_PATH_BYTES,
  limits.MAX_NOTE_BYTES,
  limits.MAX_HINT_BYTES,
  limits.SEALED_HINT_BYTES,
  limits.MAX_REDIRECT_BYTES,
  limits.MAX_MTIME,
])('format.md names the limit %i', (limit) => {
  expect(readFileSync(at('format.md'), 'utf8')).toContain(limit.toLocaleString('en'))
})
