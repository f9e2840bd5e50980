import { type Command, InvalidArgumentError } from 'commander'
import { englishBytes } from '../../lib/client/words/english-bytes.ts'
import { cryptoRandom } from '../../lib/crypto/random-source.ts'
import { parseDuration } from '../../lib/drop/duration.ts'
import { DropError } from '../../lib/format/drop-error.ts'
import { storedLength } from '../../lib/format/geometry.ts'
import { makeTicket } from '../../lib/format/ticket.ts'
import type { TicketRow } from '../../lib/ports/ticket-store.ts'
import { addTicket } from '../../lib/server/tickets.ts'
import { parseSize } from '../../lib/server/variables.ts'
import { table, utc } from '../table.ts'
import { type ActOptions, actOf, addAct } from './act.ts'
import { rowNumber } from './block.ts'
import { type Answer, type Operation, onInstance } from './on-instance.ts'

interface MakeOptions extends ActOptions {
  readonly label?: string
  readonly drops: number
  /** As stored; one largest drop without it. */
  readonly bytes?: number
  /** Seconds; a month without it. */
  readonly expires?: number
}

const MOST_LABEL = 100
const MOST_DROPS = 1_000_000
const LONGEST = '3650d'
/** Seconds. */
const MONTH = 30 * 86_400

function readLabel(text: string): string {
  if (text.length > MOST_LABEL) throw new InvalidArgumentError(`Up to ${MOST_LABEL} characters.`)
  return text
}

function readDrops(text: string): number {
  const drops = /^\d{1,7}$/.test(text) ? Number(text) : 0
  if (drops < 1 || drops > MOST_DROPS) throw new InvalidArgumentError(`A whole number from 1 to ${MOST_DROPS}.`)
  return drops
}

function readBytes(text: string): number {
  const bytes = parseSize(text) ?? 0
  if (bytes < 1) throw new InvalidArgumentError('A size such as 500 MB or 20 GiB.')
  return bytes
}

function readExpiry(text: string): number {
  const seconds = parseDuration(text) ?? 0
  if (seconds < 1 || seconds > (parseDuration(LONGEST) ?? 0))
    throw new InvalidArgumentError(`A duration such as 12h, 30d or 8w, at most ${LONGEST}.`)
  return seconds
}

/** What to know about a ticket that nobody is asked for. */
function adviceOn({ settings }: Operation): string {
  const { uploads } = settings.limits
  if (uploads === 'ticket') return ''
  return uploads === 'open'
    ? '\nEverybody may send here without one, until SNOWDROP_UPLOADS is ticket.\n'
    : '\nNobody may send here, not with one either, until SNOWDROP_UPLOADS is ticket.\n'
}

async function make(operation: Operation, options: MakeOptions): Promise<Answer> {
  const { deps, settings } = operation
  const { label = '', drops, bytes = storedLength(settings.limits.maxDropBytes), expires: expiresIn = MONTH } = options
  const ticket = makeTicket(cryptoRandom)
  const row = await addTicket(deps, ticket, { label, drops, bytes, expiresIn }, actOf(options))
  const link = settings.publicUrl === undefined ? null : `${settings.publicUrl}/#ticket=${ticket}`
  const text = [
    `Ticket ${row.id}: ${drops} ${drops === 1 ? 'drop' : 'drops'}, ${englishBytes(bytes)} as stored, until ${utc(row.expiresAt)}.\n\n`,
    `  ${ticket}\n${link === null ? '' : `  ${link}\n`}\n`,
    `Shown this once: only its hash is kept. Whoever has it can send with it${label === '' ? '' : ', and sees its label'}.\n`,
    adviceOn(operation),
  ]
  return { json: { ...row, ticket, link }, text: text.join('') }
}

function stateOf({ endedAt, expiresAt, dropsLeft, bytesLeft }: TicketRow, now: number): string {
  if (endedAt !== null) return 'ended'
  if (now >= expiresAt) return 'over'
  return dropsLeft > 0 && bytesLeft > 0 ? 'good' : 'used up'
}

const HEAD = ['ticket', 'state', 'drops left', 'bytes left', 'made', 'until', 'label']

async function list({ deps }: Operation): Promise<Answer> {
  const tickets = await deps.tickets.list()
  const rows = tickets.map((ticket) => [
    ...[String(ticket.id), stateOf(ticket, deps.now())],
    `${ticket.dropsLeft} of ${ticket.drops}`,
    `${englishBytes(ticket.bytesLeft)} of ${englishBytes(ticket.bytes)}`,
    ...[utc(ticket.createdAt), utc(ticket.endedAt ?? ticket.expiresAt), ticket.label],
  ])
  return { json: { tickets }, text: rows.length === 0 ? 'No tickets.\n' : table(HEAD, rows) }
}

async function end({ deps }: Operation, id: number, options: ActOptions): Promise<Answer> {
  if ((await deps.tickets.find({ id })) === null) throw new DropError('not-found', { subject: 'ticket' })
  const changed = await deps.tickets.end(id, actOf(options), deps.now())
  const text = changed
    ? `Ticket ${id} has ended, and uploads that run under it stop. Drops that were sent with it live on.\n`
    : `Ticket ${id} had ended already.\n`
  return { json: { ticket: id, changed }, text }
}

/** Adds `snowdrop admin ticket make`, `list` and `end`. */
export function addTickets(admin: Command): void {
  const ticket = admin.command('ticket').description('Who may upload where SNOWDROP_UPLOADS is ticket')
  addAct(ticket.command('make'))
    .description('Make a ticket, and show it this once')
    .option('--label <words>', 'whom it is for; its holder sees it', readLabel)
    .option('--drops <number>', 'drops that may be sent with it', readDrops, 10)
    .option('--bytes <size>', 'bytes that may be sent with it, as stored; one largest drop without it', readBytes)
    .option('--expires <duration>', 'how long it is good; 30d without it', readExpiry)
    .action((options: MakeOptions) => onInstance(options, (operation) => make(operation, options)))
  ticket
    .command('list')
    .description('Tickets and what is left of them, the newest first; those that were over a month ago are forgotten')
    .option('--json', 'print one object')
    .action((options: { readonly json?: true }) => onInstance(options, list))
  addAct(ticket.command('end'))
    .description('End a ticket')
    .argument('<ticket>', 'its number', rowNumber)
    .action((id: number, options: ActOptions) => onInstance(options, (operation) => end(operation, id, options)))
}
