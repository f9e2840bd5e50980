import type { Command } from 'commander'
import { findLink, openLink, stretchFor } from '../../lib/client/receive/open-link.ts'
import { englishBytes } from '../../lib/client/words/english-bytes.ts'
import { linkState } from '../../lib/drop/link-state.ts'
import { encodeBase64url } from '../../lib/format/bytes.ts'
import { DropError } from '../../lib/format/drop-error.ts'
import type { Manifest } from '../../lib/format/manifest.ts'
import type { ReceiverApi } from '../../lib/ports/drop-api.ts'
import { tokenFits } from '../../lib/server/bearer.ts'
import { nameDrop } from '../../lib/server/name-drop.ts'
import { readPassword } from '../read-password.ts'
import { stretchPassword } from '../stretch-password.ts'
import { table } from '../table.ts'
import { UsageError } from '../usage-error.ts'
import { type ActOptions, actOf, addAct } from './act.ts'
import { type Answer, type Operation, onInstance } from './on-instance.ts'

interface Options extends ActOptions {
  readonly passwordStdin?: true
}

/** Looks and opens on the database itself: held back or not, and without a trace at the link. */
function beside({ deps }: Operation): Pick<ReceiverApi, 'look' | 'open'> {
  return {
    look: async (locator) => {
      const found = await deps.links.find(locator)
      if (found === null) throw new DropError('not-found', { subject: 'drop' })
      const { salt, hint, expiresAt, maxDownloads, placesLeft } = found.link
      const { header, sealedLength } = found.drop
      const state = linkState(found.link, deps.now())
      if (state.state === 'ended' || salt === null || sealedLength === null)
        throw new DropError('not-found', { subject: 'key' })
      return { state: 'live', salt, hint, header, sealedLength, expiresAt, maxDownloads, placesLeft, heldUntil: null }
    },
    open: async (locator, access) => {
      const found = await deps.links.find(locator)
      const contents = found === null ? null : await deps.drops.contents(found.drop.id)
      if (found === null || found.link.wrappedKey === null || contents === null)
        throw new DropError('not-found', { subject: 'key' })
      if (!(await tokenFits(access, found.link.accessHash))) throw new DropError('not-found')
      const { commitment, manifest } = contents
      return { wrappedKey: found.link.wrappedKey, commitment, manifest: encodeBase64url(manifest) }
    },
  }
}

async function readManifest(operation: Operation, text: string, options: Options): Promise<Manifest> {
  const [api, { signal }] = [beside(operation), new AbortController()]
  const found = await findLink(api, text, signal)
  if (!found.code.needsPassword) return (await openLink(api, found, null, signal)).manifest
  if (options.passwordStdin !== true)
    throw new UsageError('This link asks for a password: say --password-stdin and write it to standard input.')
  const password = await readPassword()
  const key = await stretchFor(stretchPassword, found, password, signal)
  return (await openLink(api, found, key, signal)).manifest
}

function answerOf(manifest: Manifest): Answer {
  const { kind, length } = manifest
  if (manifest.kind === 'note') return { json: { kind, length }, text: `A note of ${englishBytes(length)}.\n` }
  if (manifest.kind === 'redirect')
    return { json: { kind, host: manifest.host }, text: table(['leads to'], [[manifest.host]]) }
  const files = manifest.files.map(({ path, size, type }) => ({ path, size, type }))
  const rows = files.map(({ path, size, type }) => [path, englishBytes(size), type])
  return { json: { kind, files }, text: table(['file', 'size', 'type, as the sender says'], rows) }
}

/** By a report that disclosed its code, or by the link itself. */
async function look(operation: Operation, words: readonly string[], options: Options): Promise<Answer> {
  const named = words.join(' ')
  const { deps, operator } = operation
  if (!/^\d{1,9}$/.test(named)) {
    const manifest = await readManifest(operation, named, options)
    await deps.audit.looked(await nameDrop(deps, named), actOf(options), deps.now())
    return answerOf(manifest)
  }
  const code = await operator.readCode(Number(named), actOf(options), deps.now())
  if (code === null) throw new DropError('not-found', { subject: 'code' })
  return answerOf(await readManifest(operation, code, options))
}

/** Adds `snowdrop admin look`. */
export function addLook(admin: Command): void {
  addAct(admin.command('look'))
    .description('Names and sizes in a drop, also while it is held back; uses nothing up, and nobody sees it')
    .argument('<report-or-link...>', 'the number of a report that disclosed its code, or a link, its code or words')
    .option('--password-stdin', 'read the password from standard input')
    .action((words: string[], options: Options) => onInstance(options, (operation) => look(operation, words, options)))
}
