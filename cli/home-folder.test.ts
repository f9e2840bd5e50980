import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { homeFolder, sentFolder, sentInstances } from './home-folder.ts'

test('every instance has a folder of its own, whose name tells its address', async () => {
  const home = mkdtempSync(join(tmpdir(), 'snowdrop-home-'))
  const env = { ...process.env, SNOWDROP_HOME: home }
  const bases = ['http://localhost:3000', 'https://drop.example.org/below/a path', 'https://[2001:db8::1]:8443']
  expect(homeFolder(env)).toBe(home)
  expect(await sentInstances(env)).toEqual([])
  for (const base of bases) mkdirSync(sentFolder(env, base), { recursive: true })
  for (const strange of ['%', 'notes', 'http:']) mkdirSync(join(home, 'sent', strange))
  expect((await sentInstances(env)).sort()).toEqual([...bases].sort())
  rmSync(home, { recursive: true })
})
