import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { LOCALES } from '../../lib/wire/locales.ts'
import english from '../../messages/en.json' with { type: 'json' }
import { type Catalogue, catalogueFaults, messagesOf, slotNames } from './catalogue.ts'
import { type Use, usedMessages } from './used-messages.ts'

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

function usesInSources(): readonly Use[] {
  const { options, fileNames } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path)).config,
    ts.sys,
    root,
  )
  const program = ts.createProgram(fileNames, options)
  const speaks = /^(app|lib|cli)\/.*(?<!\.(test|fixture))\.tsx?$/
  return usedMessages(
    program,
    program.getSourceFiles().filter(({ fileName }) => speaks.test(fileName.slice(root.length))),
  )
}

/** Messages that nobody says, and places that say one without all it needs. */
function useFaults(): readonly string[] {
  const uses = usesInSources()
  const said = new Set(uses.map(({ key }) => key))
  const messages = messagesOf(english)
  const unused = [...messages.keys()].filter((key) => !said.has(key))
  const wanting = uses.flatMap(({ key, values, place }) =>
    slotNames(messages.get(key) ?? '')
      .filter((name) => !values.includes(name))
      .map((name) => `${place.slice(root.length)}: ${key} is said without ${name}`),
  )
  return [...unused.map((key) => `messages/en.json: ${key} is used nowhere`), ...wanting]
}

/** Prints what is wrong with the catalogues, and says whether all is well. */
export function checkMessages(): boolean {
  const faults = [...listFaults(), ...allCatalogueFaults(), ...useFaults()]
  for (const fault of faults) console.log(fault)
  if (faults.length === 0) console.log(`${LOCALES.length} languages of ${messagesOf(english).size} messages`)
  return faults.length === 0
}

if (import.meta.main && !checkMessages()) process.exitCode = 1
