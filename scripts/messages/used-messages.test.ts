import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { expect, onTestFinished, test } from 'vitest'
import { namespaceFaults } from './given-namespaces.ts'
import { usedMessages } from './used-messages.ts'

/** Beside the packages, so that `use-intl` is found. */
const here = fileURLToPath(new URL('.', import.meta.url))

/** A program of those files, by their names, in a folder of its own. */
function programOf(sources: Record<string, string>): { program: ts.Program; folder: string } {
  const folder = mkdtempSync(join(here, 'used-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const [name, source] of Object.entries(sources)) writeFileSync(join(folder, name), source)
  const program = ts.createProgram(
    Object.keys(sources).map((name) => join(folder, name)),
    {
      strict: true,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      target: ts.ScriptTarget.ES2023,
      jsx: ts.JsxEmit.Preserve,
      allowImportingTsExtensions: true,
      skipLibCheck: true,
      noEmit: true,
    },
  )
  return { program, folder }
}

function usesIn(program: ts.Program, folder: string) {
  return usedMessages(
    program,
    program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(folder)),
  )
}

const words = `
import { createTranslator } from 'use-intl/core'
const messages = { a: { one: '1', two: '2', deep: { three: '3' } }, b: { four: '4', five: '5', six: '6' }, never: '0' }
export const t = createTranslator({ locale: 'en', messages })
export const b = createTranslator({ locale: 'en', messages, namespace: 'b' })
`

test('what is said is found by its type: literals, unions, templates, in a namespace or not', () => {
  const said = `
import { b, t } from './words.ts'
t('a.one')
t.rich('a.deep.three', { name: 'Ada', ...{ b: (text: string) => text } })
for (const which of ['four', 'five'] as const) b(which)
const two = 'two'
t(\`a.\${two}\`)
const other = (key: string) => key
other('never')
`
  const { program, folder } = programOf({ 'words.ts': words, 'said.ts': said })
  const uses = usesIn(program, folder)
  expect(uses.map(({ key }) => key)).toEqual(['a.one', 'a.deep.three', 'b.four', 'b.five', 'a.two'])
  expect(uses[1]).toEqual({ key: 'a.deep.three', values: ['b', 'name'], file: join(folder, 'said.ts'), line: 4 })
})

test('a page has to hand on what the components say that it comes with, at once or later', () => {
  const { program, folder } = programOf({
    'words.ts': words,
    'now.ts': "import { t } from './words.ts'\nimport type {} from './types.ts'\nexport const say = () => t('a.one')",
    'later.ts': "import { b } from './words.ts'\nexport const say = () => b('four')",
    'types.ts': "import { t } from './words.ts'\nexport type Type = 1\nt('never')",
    'page.tsx': `import { say } from './now.ts'
const later = () => import('./later.ts')
declare const PageWords: any
export const page = <PageWords namespaces={['a']}>{say()}{later}</PageWords>`,
    'plain.tsx': "import { say } from './now.ts'\nexport const plain = say()",
  })
  const pages = ['page.tsx', 'plain.tsx'].map((page) => join(folder, page))
  expect(namespaceFaults(program, pages, usesIn(program, folder))).toEqual([
    `${folder}/later.ts:2 says b.four, which ${folder}/page.tsx does not hand on`,
  ])
})
