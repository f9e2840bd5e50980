// Writes docs/vectors/ and the worked example of docs/format.md: `node scripts/make-vectors.ts`, with Node 24.
import { readFileSync, writeFileSync } from 'node:fs'
import { codes } from './vectors/codes.ts'
import { drops } from './vectors/drops.ts'
import { workedExampleText } from './vectors/example.ts'
import { exports } from './vectors/exports.ts'
import { headers } from './vectors/headers.ts'
import { hints } from './vectors/hints.ts'
import { keySchedules } from './vectors/key-schedules.ts'
import { manifests } from './vectors/manifests.ts'
import { payloads } from './vectors/payloads.ts'

const vectors = {
  codes,
  header: headers,
  'key-schedule': keySchedules,
  hint: hints,
  manifest: manifests,
  payload: payloads,
  drops,
  export: exports,
}

function pageWithExample(): string {
  const [before, , after] = readFileSync(at('format.md'), 'utf8').split(/<!-- \/?example -->/)
  if (before === undefined || after === undefined) throw new Error('format.md has no place for the example')
  return `${before}<!-- example -->\n${workedExampleText()}\n<!-- /example -->${after}`
}

/** A file in docs/. */
export function at(path: string): URL {
  return new URL(`../docs/${path}`, import.meta.url)
}

/** Every file that is made here, by its path in docs/, with its content. */
export function renderVectors(): ReadonlyMap<string, string> {
  const files = Object.entries(vectors).map(
    ([name, content]) => [`vectors/${name}.json`, `${JSON.stringify(content, null, 2)}\n`] as const,
  )
  return new Map([...files, ['format.md', pageWithExample()]])
}

if (import.meta.main) for (const [path, text] of renderVectors()) writeFileSync(at(path), text)
