import type { OpenedLink } from '../../lib/client/receive/open-link.ts'
import { englishBytes } from '../../lib/client/words/english-bytes.ts'
import { plainJson } from '../plain-json.ts'
import { moment } from '../sent/moment.ts'
import type { Terminal } from '../terminal.ts'
import type { SavedEntry } from './save-files.ts'

/** Prints what a link holds. */
export async function sayListed({ manifest, live }: OpenedLink, terminal: Terminal, json: boolean): Promise<void> {
  const files = manifest.kind === 'files' ? manifest.files.map(({ path, size }) => ({ path, size })) : []
  const host = manifest.kind === 'redirect' ? manifest.host : undefined
  const { expiresAt, placesLeft } = live
  const facts = {
    kind: manifest.kind,
    size: manifest.length,
    expiresAt: new Date(expiresAt).toISOString(),
    downloadsLeft: placesLeft,
  }
  if (json) return terminal.print(`${plainJson({ ...facts, ...(host && { host }), files })}\n`)
  if (manifest.kind === 'note') await terminal.print(`a note of ${englishBytes(manifest.length)}\n`)
  if (host !== undefined) await terminal.print(`a redirect to ${host}\n`)
  for (const { path, size } of files) await terminal.print(`${size}\t${path}\n`)
  terminal.say(`${placesLeft} ${placesLeft === 1 ? 'download' : 'downloads'} left, until ${moment(expiresAt)}.`)
}

/** Says what was saved. With standard output as the place, results go to standard error. */
export async function saySaved(
  terminal: Terminal,
  { json, out }: { readonly json: boolean; readonly out: string | null },
  saved: readonly SavedEntry[],
): Promise<void> {
  const result = saved.map(({ path, size, sha256 }) => ({ path, size, sha256 }))
  if (!json) for (const { path, size } of saved) terminal.say(`${path} (${englishBytes(size)})`)
  else if (out !== '-') await terminal.print(`${plainJson({ kind: 'files', files: result })}\n`)
  else process.stderr.write(`${plainJson({ kind: 'files', files: result })}\n`)
}
