import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { EXIT_CODES } from './exit-codes.ts'

test('docs/cli.md lists every exit code', () => {
  const docs = readFileSync(new URL('../docs/cli.md', import.meta.url), 'utf8')
  const rows = [...docs.matchAll(/^\| (\d+) \| `([a-z-]+)` \|$/gm)].map(([, exit, code]) => [code, Number(exit)])
  expect(Object.fromEntries(rows)).toEqual(EXIT_CODES)
})

test('no two failures share a code, and none looks like success or a signal of the shell', () => {
  const codes = Object.values(EXIT_CODES)
  expect(new Set(codes).size).toBe(codes.length)
  for (const code of codes) expect(code === 130 || (code > 0 && code < 64)).toBe(true)
})
