import { openAsBlob } from 'node:fs'
import { open } from 'node:fs/promises'
import { writePrivate } from '../../lib/adapters/files/private-files.ts'
import { codeOf } from '../../lib/adapters/files/safe-place.ts'
import type { SentDrops } from '../../lib/client/sent/sent-state.ts'
import { DropError } from '../../lib/format/drop-error.ts'
import { askPassword, readPassword } from '../read-password.ts'
import { siteAt } from '../site-address.ts'
import { openTerminal, type Terminal } from '../terminal.ts'
import { UsageError } from '../usage-error.ts'
import { type ListedDrop, listAll, openLists, type SentLists } from './open-lists.ts'
import type { ListOptions } from './run-sent.ts'

export interface ImportOptions extends ListOptions {
  readonly passwordStdin?: true
}

export interface ExportOptions extends ImportOptions {
  readonly force?: true
}

/** Shorter passwords are guessed by whoever finds the file, as nothing slows them down but the stretching. */
const LEAST = 8

/** Sites of which the list has something, else all that have a folder: one that was asked for once has one, too. */
function sitesOf(lists: SentLists, drops: readonly ListedDrop[]): string[] {
  const used = new Set(drops.map(({ server }) => server))
  return used.size > 0 ? [...used] : [...lists.keys()]
}

/** Opens the one list that an exported file holds or goes to. */
async function withOneList(
  options: ListOptions,
  signal: AbortSignal,
  work: (sent: SentDrops, terminal: Terminal, count: number) => Promise<void>,
): Promise<void> {
  const server = options.server === undefined ? null : siteAt(options.server)
  const lists = await openLists(process.env, server)
  try {
    const drops = await listAll(lists, false, signal)
    const [base, ...others] = server === null ? sitesOf(lists, drops) : [server]
    const sent = base === undefined ? undefined : lists.get(base)
    if (base === undefined || sent === undefined)
      throw new UsageError('A list is of one site: add --server URL, or set SNOWDROP_SERVER.')
    if (others.length > 0)
      throw new UsageError(
        `You sent to several sites, and a list is of one: add --server with one of\n  ${[base, ...others].join('\n  ')}`,
      )
    const count = drops.filter((listed) => listed.server === base).length
    await work(sent, openTerminal(process, options.quiet === true, Date.now), count)
  } finally {
    for (const sent of lists.values()) sent.close()
  }
}

async function passwordFor(options: ImportOptions, terminal: Terminal, isNew: boolean, signal: AbortSignal) {
  if (options.passwordStdin === true) return readPassword()
  if (!terminal.canAsk)
    throw new UsageError('The file needs a password: say --password-stdin and write it to standard input.')
  const password = await askPassword('Password of the file', signal)
  if (isNew && password !== (await askPassword('Once more', signal)))
    throw new UsageError('These two passwords are not the same.')
  return password
}

/** Refuses to write over something, before anybody types a password for it. */
async function checkFree(file: string, force: boolean): Promise<void> {
  if (force) return
  const there = await open(file, 'r').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return null
    throw new DropError('save-failed', { subject: 'disk', cause: error })
  })
  if (there === null) return
  await there.close()
  throw new DropError('save-failed', { subject: 'exists' })
}

/** `snowdrop export` */
export function runExport(file: string, options: ExportOptions, signal: AbortSignal): Promise<void> {
  return withOneList(options, signal, async (sent, terminal, count) => {
    await checkFree(file, options.force === true)
    const password = await passwordFor(options, terminal, true, signal)
    if (Array.from(password).length < LEAST)
      throw new UsageError(`That password is too short: ${LEAST} characters or more keep the file closed.`)
    const sealed = await sent.exportList(password)
    if (!(sealed instanceof Blob)) throw sealed
    try {
      await writePrivate(file, new Uint8Array(await sealed.arrayBuffer()))
    } catch (cause) {
      throw new DropError('save-failed', { subject: 'disk', cause })
    }
    if (options.json === true) await terminal.print(`${JSON.stringify({ file, drops: count })}\n`)
    else
      terminal.say(
        `${count} ${count === 1 ? 'drop' : 'drops'} in ${file}. Whoever has it and its password can manage them.`,
      )
  })
}

/** Refuses what is no file that can be read, before anybody types a password for it. */
async function checkReadable(path: string): Promise<void> {
  try {
    const file = await open(path, 'r')
    const found = await file.stat().finally(() => file.close())
    if (!found.isFile()) throw new Error('no file')
  } catch (cause) {
    throw new DropError('file-unreadable', { subject: 'list', cause })
  }
}

/** `snowdrop import` */
export function runImport(file: string, options: ImportOptions, signal: AbortSignal): Promise<void> {
  return withOneList(options, signal, async (sent, terminal) => {
    await checkReadable(file)
    const imported = await sent.importList(await openAsBlob(file), await passwordFor(options, terminal, false, signal))
    if (!('added' in imported)) throw imported
    const { added, known } = imported
    if (options.json === true) await terminal.print(`${JSON.stringify({ added, known })}\n`)
    else
      terminal.say(
        `${added} ${added === 1 ? 'drop was' : 'drops were'} added, ${known} ${known === 1 ? 'was' : 'were'} here already.`,
      )
  })
}
