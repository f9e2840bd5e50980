import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readLogo } from './read-logo.ts'

const folder = await mkdtemp(join(tmpdir(), 'snowdrop-logo-'))
afterAll(() => rm(folder, { recursive: true }))

async function file(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

test.each([
  ['plain.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'image/svg+xml'],
  [
    'declared.svg',
    '\ufeff<?xml version="1.0"?>\n<!-- drawn -->\n<svg xmlns="http://www.w3.org/2000/svg"/>',
    'image/svg+xml',
  ],
  ['a.svg', Buffer.from('89504e470d0a1a0a0000', 'hex'), 'image/png'],
  ['b.png', Buffer.from('RIFF....WEBPVP8 '), 'image/webp'],
])('%s is known by what it holds', async (name, content, type) => {
  const logo = await readLogo(await file(name, content))
  expect(logo.type).toBe(type)
  expect(Buffer.from(logo.bytes)).toEqual(Buffer.from(content))
})

test.each([
  ['page.svg', '<!doctype html><script>alert(1)</script>', /must be SVG, PNG or WebP/],
  ['photo.jpg', Buffer.from('ffd8ffe0', 'hex'), /must be SVG, PNG or WebP/],
  ['empty.svg', '', /must be SVG, PNG or WebP/],
  ['large.svg', `<svg>${' '.repeat(256 * 1024)}</svg>`, /at most 256 KiB/],
])('%s is refused in a sentence', async (name, content, sentence) => {
  await expect(readLogo(await file(name, content))).rejects.toThrow(sentence)
})

test('a file that is not there is refused in a sentence', async () => {
  await expect(readLogo(join(folder, 'none'))).rejects.toThrow(/^SNOWDROP_LOGO is ".*none", but cannot be read\.$/)
})
