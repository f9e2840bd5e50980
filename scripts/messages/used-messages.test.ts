import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { expect, onTestFinished, test } from 'vitest'
import { usedMessages } from './used-messages.ts'

/** Between the packages and nothing else, so that `use-intl` is found. */
const here = fileURLToPath(new URL('.', import.meta.url))

const source = `
import { createTranslator } from 'use-intl/core'
const messages = { a: { one: '1', two: '2', deep: { three: '3' } }, b: { four: '4', five: '5', six: '6' }, never: '0' }
const t = createTranslator({ locale: 'en', messages })
const b = createTranslator({ locale: 'en', messages, namespace: 'b' })
t('a.one')
t.rich('a.deep.three', { name: 'Ada', ...{ b: (text: string) => text } })
for (const which of ['four', 'five'] as const) b(which)
const two = 'two'
t(\`a.\${two}\`)
const other = (key: string) => key
other('never')
`

test('what is said is found by its type: literals, unions, templates, in a namespace or not', () => {
  const folder = mkdtempSync(join(here, 'used-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'said.ts')
  writeFileSync(file, source)
  const program = ts.createProgram([file], {
    strict: true,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    target: ts.ScriptTarget.ES2023,
    skipLibCheck: true,
    noEmit: true,
  })
  const said = program.getSourceFiles().filter(({ fileName }) => fileName === file)
  const uses = usedMessages(program, said)
  expect(uses.map(({ key }) => key)).toEqual(['a.one', 'a.deep.three', 'b.four', 'b.five', 'a.two'])
  expect(uses[1]).toEqual({ key: 'a.deep.three', values: ['b', 'name'], place: `${file}:7` })
})
