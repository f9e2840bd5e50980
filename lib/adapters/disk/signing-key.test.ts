import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadSigningKey } from './signing-key.ts'

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'snowdrop-key-'))
})
afterAll(() => rm(directory, { recursive: true }))

test('the key is made once, for its owner alone, and found again', async () => {
  const path = join(directory, 'data', 'signing.key')
  const key = await loadSigningKey(path)
  expect(key).toHaveLength(32)
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect(await readFile(path)).toEqual(key)
  expect(await loadSigningKey(path)).toEqual(key)
})

test.each(Array.from({ length: 30 }, (_, index) => index))(
  'processes that start %i turns apart agree on one key and leave nothing behind',
  async (turns) => {
    const home = join(directory, `apart-${turns}`)
    const first = loadSigningKey(join(home, 'signing.key'))
    for (let turn = 0; turn < turns; turn++) await setImmediate()
    const keys = await Promise.all([first, loadSigningKey(join(home, 'signing.key'))])
    expect(keys[0].equals(keys[1])).toBe(true)
    expect(await readdir(home)).toEqual(['signing.key'])
  },
)

test.each([0, 31, 33])('a key file of %i bytes is refused by its name, and kept', async (length) => {
  const path = join(directory, `short-${length}`)
  await writeFile(path, Buffer.alloc(length))
  await chmod(path, 0o600)
  await expect(loadSigningKey(path)).rejects.toThrow(path)
  expect((await stat(path)).size).toBe(length)
})
