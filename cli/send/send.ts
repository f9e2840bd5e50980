import { checkChoice } from '../../lib/client/send/check-choice.ts'
import type { LinkChoice, Written } from '../../lib/client/send/send-state.ts'
import { writtenContent } from '../../lib/client/send/written-content.ts'
import { englishBytes } from '../../lib/client/words/english-bytes.ts'
import { DropError } from '../../lib/format/drop-error.ts'
import { DEFAULT_HEADER } from '../../lib/format/header.ts'
import type { ConfigResponse } from '../../lib/wire/config.ts'
import { askSite } from '../ask-site.ts'
import { plainWords, type Terminal } from '../terminal.ts'
import { UsageError } from '../usage-error.ts'
import { withPatience } from '../with-patience.ts'
import { chooseLink, type LinkOptions } from './choose-link.ts'
import { checkPasswordOptions, choosePassword, type PasswordOptions } from './choose-password.ts'
import type { SendConnection } from './connect.ts'
import { findFiles } from './find-files.ts'
import { PipedFile } from './piped-file.ts'
import { type PrintOptions, printLinks } from './print-links.ts'
import { Sending, type SendJob, type Sent } from './sending.ts'
import { findUnfinished } from './unfinished.ts'

/** What a person asked for. */
export interface SendRequest {
  readonly content: Written | { readonly kind: 'files'; readonly paths: readonly string[]; readonly name: string }
  readonly link: LinkOptions
  readonly password: PasswordOptions
  readonly print: PrintOptions
  readonly fresh: boolean
  readonly input: AsyncIterable<Uint8Array>
}

/** Of what is left out, so much is named. */
const MOST_SKIPPED = 20

async function findSent({ content, input }: SendRequest, terminal: Terminal, now: number): Promise<Sent> {
  if (content.kind !== 'files') {
    const { content: kind, bytes } = writtenContent(content)
    return { kind: 'written', content: kind, bytes }
  }
  const { files, skipped } = await findFiles(content.paths.filter((path) => path !== '-'))
  for (const line of skipped.slice(0, MOST_SKIPPED)) terminal.say(`Left out: ${plainWords(line)}.`)
  if (skipped.length > MOST_SKIPPED) terminal.say(`Left out: ${skipped.length - MOST_SKIPPED} more.`)
  const isPiped = content.paths.includes('-')
  const piped = isPiped ? { name: content.name, file: new PipedFile(now, 2 ** DEFAULT_HEADER.log2Chunk), input } : null
  return { kind: 'files', sources: files, piped }
}

function checkAllowed(sent: Sent, { kinds, uploads }: ConfigResponse, hasTicket: boolean): void {
  if (uploads === 'closed') throw new DropError('uploads-closed')
  if (uploads === 'ticket' && !hasTicket) throw new DropError('ticket-needed')
  const kind = sent.kind === 'written' ? sent.content.kind : 'files'
  if (kinds.includes(kind)) return
  const names = { files: 'files', note: 'notes', redirect: 'one-time links' }
  throw new UsageError(`This site takes no ${names[kind]}, only ${kinds.map((each) => names[each]).join(' and ')}.`)
}

async function findTaken(connection: SendConnection, terminal: Terminal, sent: Sent, fresh: boolean) {
  if (sent.kind === 'written' || sent.piped !== null) return { taken: null, isKept: false }
  const { taken, wasSent } = await findUnfinished(connection, sent.sources, fresh)
  if (wasSent)
    terminal.say('An earlier try of the same files was sent whole: `snowdrop list` has its link. This is another drop.')
  if (taken !== null) terminal.say('Going on where it stopped; --fresh would begin anew.')
  return { taken, isKept: await connection.store.keeping() }
}

async function run(
  connection: SendConnection,
  terminal: Terminal,
  job: SendJob,
  signal: AbortSignal,
): ReturnType<Sending['run']> {
  const sending = new Sending(connection, terminal, job)
  try {
    return await withPatience(terminal, signal, (patience, both) => sending.run(patience, both), sending.pause)
  } catch (error) {
    const canGoOn = await sending.end(error)
    if (canGoOn)
      terminal.say(`${englishBytes(sending.storedBytes)} are stored. Run the same command again within a day to go on.`)
    else if (signal.aborted) terminal.say('Stopped. What was stored is deleted.')
    throw error
  }
}

/**
 * Sends files, a note or an address, and prints the links. Errors: `UsageError`, those of finding and reading files, of
 * the API and of the upload.
 */
export async function send(
  connection: SendConnection,
  terminal: Terminal,
  request: SendRequest,
  signal: AbortSignal,
): Promise<void> {
  const sent = await findSent(request, terminal, connection.now())
  const config = await askSite(signal, () => connection.api.config(signal))
  checkAllowed(sent, config, connection.ticket !== undefined)
  const link = chooseLink(request.link, config)
  checkPasswordOptions(request.password, terminal, config)
  const chosen = await choosePassword(request.password, terminal, signal)
  const choice: LinkChoice = { ...link, password: chosen.password, hint: request.password.hint ?? null }
  checkChoice(choice)
  const kept = await findTaken(connection, terminal, sent, request.fresh)
  const ready = await run(connection, terminal, { sent, choice, config, ...kept }, signal)
  await printLinks(terminal, ready, chosen, request.print)
}
