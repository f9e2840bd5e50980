import type { Command } from 'commander'
import { rowCount } from './list.ts'
import { type Answer, type Operation, onInstance } from './on-instance.ts'
import { table, utc } from './table.ts'

interface Options {
  readonly limit: number
  readonly json?: true
}

const HEAD = ['report', 'made', 'drop', 'reason', 'code', 'words']

async function reports({ operator }: Operation, { limit }: Options): Promise<Answer> {
  const found = await operator.reports(limit)
  const rows = found.map(({ id, at, dropId, reason, hasCode, words }) => [
    String(id),
    utc(at),
    dropId,
    reason,
    hasCode ? 'yes' : 'no',
    words,
  ])
  return { json: { reports: found }, text: rows.length === 0 ? 'No reports.\n' : table(HEAD, rows) }
}

/** Adds `snowdrop admin reports`. */
export function addReports(admin: Command): void {
  admin
    .command('reports')
    .description('What receivers reported, the newest first')
    .option('--limit <rows>', 'at most so many', rowCount, 50)
    .option('--json', 'print one object')
    .action((options: Options) => onInstance(options, (operation) => reports(operation, options)))
}
