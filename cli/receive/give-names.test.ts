import {
  linkSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findNamed, giveNames, hashFile, identify } from './give-names.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'snowdrop-names-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const naming = () => ({ root, targets: ['a', 'b'], parts: ['a.part', 'b.part'] })
const none: ReadonlySet<number> = new Set()
const at = (name: string) => join(root, name)

/** Two files that were verified, and what they were noted as. */
async function verified(): Promise<string[]> {
  writeFileSync(at('a.part'), 'one')
  writeFileSync(at('b.part'), 'two')
  return identify(naming(), none)
}

test.each<[string, () => void, readonly number[], number | null]>([
  ['nothing has happened', () => {}, [], null],
  ['one has its name', () => renameSync(at('a.part'), at('a')), [0], null],
  ['one has both names', () => linkSync(at('a.part'), at('a')), [0], null],
  ['a stranger is in the place of one', () => writeFileSync(at('a'), 'one'), [], null],
  ['one is gone', () => rmSync(at('b.part')), [], 1],
  [
    'one was changed under its name',
    () => {
      renameSync(at('a.part'), at('a'))
      writeFileSync(at('a'), 'One')
    },
    [],
    0,
  ],
  ['one was changed before it had its name', () => writeFileSync(at('b.part'), 'twofold'), [], 1],
  [
    'one is a link to a file by now',
    () => {
      renameSync(at('a.part'), at('elsewhere'))
      symlinkSync('elsewhere', at('a'))
    },
    [],
    0,
  ],
])('where %s', async (_, happens, named, lost) => {
  const identities = await verified()
  happens()
  expect(await findNamed(naming(), identities)).toEqual({ named: new Set(named), lost })
})

test('those that have their names keep them, and lose the other one; the rest get theirs', async () => {
  const identities = await verified()
  linkSync(at('a.part'), at('a'))
  const { named } = await findNamed(naming(), identities)
  await giveNames(naming(), named, false)
  expect(readdirSync(root).sort()).toEqual(['a', 'b'])
  expect([readFileSync(at('a'), 'utf8'), readFileSync(at('b'), 'utf8')]).toEqual(['one', 'two'])
  expect(await findNamed(naming(), identities)).toEqual({ named: new Set([0, 1]), lost: null })
})

test("a stranger's file is replaced only by force", async () => {
  await verified()
  writeFileSync(at('b'), 'mine')
  await expect(giveNames(naming(), none, false)).rejects.toMatchObject({
    code: 'save-failed',
    facts: { subject: 'exists' },
  })
  expect([readFileSync(at('a'), 'utf8'), readFileSync(at('b'), 'utf8')]).toEqual(['one', 'mine'])
  await giveNames(naming(), new Set([0]), true)
  expect(readFileSync(at('b'), 'utf8')).toBe('two')
})

test('a file that cannot be read again for its hash is a failure to save', async () => {
  await expect(hashFile(at('gone'))).rejects.toMatchObject({ code: 'save-failed', facts: { subject: 'disk' } })
})
