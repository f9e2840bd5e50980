// Writes docs/vectors/ and the worked example of docs/format.md: `node scripts/make-vectors.ts`, with Node 24.
import { readFileSync, writeFileSync } from 'node:fs'
import { codes } from './vectors/codes.ts'
import { drops } from './vectors/drops.ts'
import { workedExampleText } from './vectors/example.ts'
import { headers } from './vectors/headers.ts'
import { keySchedules } from './vectors/key-schedules.ts'
import { manifests } from './vectors/manifests.ts'
import { payloads } from './vectors/payloads.ts'

const docs = new URL('../docs/', import.meta.url)
const files = { codes, header: headers, 'key-schedule': keySchedules, manifest: manifests, payload: payloads, drops }

for (const [name, content] of Object.entries(files))
  writeFileSync(new URL(`vectors/${name}.json`, docs), `${JSON.stringify(content, null, 2)}\n`)

const page = new URL('format.md', docs)
const [before, , after] = readFileSync(page, 'utf8').split(/<!-- \/?example -->/)
if (before === undefined || after === undefined) throw new Error('format.md has no place for the example')
writeFileSync(page, `${before}<!-- example -->\n${workedExampleText()}\n<!-- /example -->${after}`)
