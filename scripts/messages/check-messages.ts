import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { LOCALES } from '../../lib/wire/locales.ts'
import english from '../../messages/en.json' with { type: 'json' }
import { type Catalogue, catalogueFaults, messagesOf, slotNames } from './catalogue.ts'
import { namespaceFaults } from './given-namespaces.ts'
import { usedMessages } from './used-messages.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

function listFaults(): readonly string[] {
  const files = readdirSync(join(root, 'messages')).map((file) => file.replace(/\.json$/, ''))
  const listed: readonly string[] = LOCALES
  return [
    ...files
      .filter((file) => !listed.includes(file))
      .map((file) => `messages/${file}.json: not in lib/wire/locales.ts`),
    ...listed.filter((locale) => !files.includes(locale)).map((locale) => `messages/${locale}.json: does not exist`),
  ]
}

function allCatalogueFaults(): readonly string[] {
  return LOCALES.flatMap((locale) => {
    const catalogue = JSON.parse(readFileSync(join(root, 'messages', `${locale}.json`), 'utf8')) as Catalogue
    return catalogueFaults(locale, catalogue, english)
  })
}

function readSources(): ts.Program {
  const { options, fileNames } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path)).config,
    ts.sys,
    root,
  )
  return ts.createProgram(fileNames, options)
}

/**
 * Messages that nobody says, places that say one without all it needs, and pages that do not send along what they say.
 */
function useFaults(): readonly string[] {
  const program = readSources()
  const sources = program.getSourceFiles().map(({ fileName }) => fileName)
  const under = (pattern: RegExp) => sources.filter((path) => pattern.test(path.slice(root.length)))
  const speaking = new Set(under(/^(app|lib|cli)\/.*(?<!\.(test|fixture))\.tsx?$/))
  const uses = usedMessages(
    program,
    program.getSourceFiles().filter(({ fileName }) => speaking.has(fileName)),
  )
  const said = new Set(uses.map(({ key }) => key))
  const messages = messagesOf(english)
  const unused = [...messages.keys()].filter((key) => !said.has(key))
  const wanting = uses.flatMap(({ key, values, file, line }) =>
    slotNames(messages.get(key) ?? '')
      .filter((name) => !values.includes(name))
      .map((name) => `${file}:${line} says ${key} without ${name}`),
  )
  return [
    ...unused.map((key) => `messages/en.json: ${key} is used nowhere`),
    ...wanting,
    ...namespaceFaults(program, under(/^app\/\[locale\]\/(.*\/)?(page|layout)\.tsx$/), uses),
  ].map((fault) => fault.replaceAll(root, ''))
}

/** Prints what is wrong with the catalogues, and says whether all is well. */
export function checkMessages(): boolean {
  const faults = [...listFaults(), ...allCatalogueFaults(), ...useFaults()]
  for (const fault of faults) console.log(fault)
  if (faults.length === 0) console.log(`${LOCALES.length} languages of ${messagesOf(english).size} messages`)
  return faults.length === 0
}

if (import.meta.main && !checkMessages()) process.exitCode = 1
