import { type Command, InvalidArgumentError, Option } from 'commander'
import { formatBytes } from '../../lib/client/format-bytes.ts'
import { linkState } from '../../lib/drop/link-state.ts'
import type { DropFilter, ListedDrop } from '../../lib/ports/operator-store.ts'
import { type Answer, type Operation, onInstance } from './on-instance.ts'
import { table, utc } from './table.ts'

interface Options {
  readonly state?: 'uploading' | 'live' | 'ended'
  readonly reported?: true
  readonly limit: number
  readonly json?: true
}

/** Reads how many rows are wanted. */
export function rowCount(text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new InvalidArgumentError('A whole number from 1 to 99999.')
  return Number(text)
}

function toRow(drop: ListedDrop, now: number): string[] {
  const living = drop.links.filter((link) => linkState(link, now).state === 'live')
  const until = living.length === 0 ? null : Math.max(...living.map(({ expiresAt }) => expiresAt))
  const counted = drop.links.reduce((sum, link) => sum + link.counted, 0)
  return [
    drop.id,
    drop.state,
    utc(drop.createdAt),
    utc(drop.endedAt ?? until),
    formatBytes(drop.sealedLength ?? drop.heldBytes),
    `${living.length}/${drop.links.length}`,
    String(counted),
    String(drop.reports),
  ]
}

const HEAD = ['drop', 'state', 'made', 'until', 'size', 'links', 'downloads', 'reports']

async function list({ operator, deps }: Operation, options: Options): Promise<Answer> {
  const filter: DropFilter = {
    ...(options.state !== undefined && { state: options.state }),
    ...(options.reported === true && { isReported: true }),
  }
  const drops = await operator.drops(filter, options.limit)
  const rows = drops.map((drop) => toRow(drop, deps.now()))
  return { json: { drops }, text: rows.length === 0 ? 'No drops.\n' : table(HEAD, rows) }
}

/** Adds `snowdrop admin list`. */
export function addList(admin: Command): void {
  admin
    .command('list')
    .description('Drops, the newest first')
    .addOption(new Option('--state <state>', 'only these').choices(['uploading', 'live', 'ended']))
    .option('--reported', 'only those that somebody reported')
    .option('--limit <rows>', 'at most so many', rowCount, 50)
    .option('--json', 'print one object')
    .action((options: Options) => onInstance(options, (operation) => list(operation, options)))
}
