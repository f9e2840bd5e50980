import { type Command, InvalidArgumentError, Option } from 'commander'
import { englishBytes } from '../../lib/client/words/english-bytes.ts'
import { linkState } from '../../lib/drop/link-state.ts'
import type { DropFilter, ListedDrop } from '../../lib/ports/operator-store.ts'
import { table, utc } from '../table.ts'
import { type Answer, type Operation, onInstance } from './on-instance.ts'

/** Options of every list. */
export interface ListOptions {
  readonly limit: number
  readonly json?: true
}

interface Options extends ListOptions {
  readonly state?: 'uploading' | 'live' | 'quarantined' | 'ended'
  readonly reported?: true
}

/** Reads how many rows are wanted. */
export function rowCount(text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new InvalidArgumentError('A whole number from 1 to 99999.')
  return Number(text)
}

/** A drop's state in a word. */
export function stateOf({ state, quarantinedAt }: ListedDrop): string {
  return state === 'live' && quarantinedAt !== null ? 'quarantined' : state
}

function toRow(drop: ListedDrop, now: number): string[] {
  const living = drop.links.filter((link) => linkState(link, now).state === 'live')
  const until = living.length === 0 ? null : Math.max(...living.map(({ expiresAt }) => expiresAt))
  const counted = drop.links.reduce((sum, link) => sum + link.counted, 0)
  return [
    drop.id,
    stateOf(drop),
    utc(drop.createdAt),
    utc(drop.endedAt ?? until),
    englishBytes(drop.sealedLength ?? drop.heldBytes),
    `${living.length}/${drop.links.length}`,
    String(counted),
    String(drop.reports),
  ]
}

const HEAD = ['drop', 'state', 'made', 'until', 'size', 'links', 'downloads', 'reports']

function filterOf({ state, reported }: Options): DropFilter {
  return {
    ...(state === 'quarantined' ? { isQuarantined: true } : state !== undefined && { state }),
    ...(reported === true && { isReported: true }),
  }
}

async function list({ operator, deps }: Operation, options: Options): Promise<Answer> {
  const drops = await operator.drops(filterOf(options), options.limit)
  const rows = drops.map((drop) => toRow(drop, deps.now()))
  return { json: { drops }, text: rows.length === 0 ? 'No drops.\n' : table(HEAD, rows) }
}

/** Adds `snowdrop admin list`. */
export function addList(admin: Command): void {
  admin
    .command('list')
    .description('Drops, the newest first')
    .addOption(new Option('--state <state>', 'only these').choices(['uploading', 'live', 'quarantined', 'ended']))
    .option('--reported', 'only those with open reports')
    .option('--limit <rows>', 'show at most this many', rowCount, 50)
    .option('--json', 'print one object')
    .action((options: Options) => onInstance(options, (operation) => list(operation, options)))
}
