import type { Command } from 'commander'
import { DropError } from '../../lib/format/drop-error.ts'
import type { ReportRow } from '../../lib/ports/operator-store.ts'
import { table, utc } from '../table.ts'
import { type ActOptions, actOf, addAct, DROP, namedDrop } from './act.ts'
import { rowNumber } from './block.ts'
import { type ListOptions, rowCount } from './list.ts'
import { type Answer, type Operation, onInstance } from './on-instance.ts'

interface Options extends ListOptions {
  readonly all?: true
}

const HEAD = ['report', 'made', 'drop', 'reason', 'code', 'state', 'words']

/** Reports as a table. */
export function reportsTable(found: readonly ReportRow[]): string {
  const rows = found.map(({ id, at, dropId, reason, hasCode, closedAt, words }) => [
    ...[String(id), utc(at), dropId, reason, hasCode ? 'yes' : 'no', closedAt === null ? 'open' : 'closed', words],
  ])
  return rows.length === 0 ? 'No reports.\n' : table(HEAD, rows)
}

async function reports({ operator }: Operation, { limit, all }: Options): Promise<Answer> {
  const found = await operator.reports(all === true ? {} : { isOpen: true }, limit)
  return { json: { reports: found }, text: reportsTable(found) }
}

/** A report by its number, or all of a drop. */
async function dismiss(operation: Operation, words: readonly string[], options: ActOptions): Promise<Answer> {
  const [only = ''] = words
  const isNumber = words.length === 1 && /^\d{1,9}$/.test(only)
  const filter = isNumber ? { id: Number(only) } : { dropId: await namedDrop(operation, words) }
  const closed = await operation.operator.closeReports(filter, actOf(options), operation.deps.now())
  return { json: { closed }, text: `${closed} ${closed === 1 ? 'report' : 'reports'} closed.\n` }
}

async function code(
  { operator, deps, settings, terminal }: Operation,
  id: number,
  options: ActOptions,
): Promise<Answer> {
  const found = await operator.readCode(id, actOf(options), deps.now())
  if (found === null) throw new DropError('not-found', { subject: 'code' })
  const link = `${settings.publicUrl ?? `http://localhost:${settings.port}`}/d#${found}`
  terminal.say(
    'Whoever has this link can open the drop. Looking uses nothing up; a download uses one of its downloads.',
  )
  return { json: { report: id, link }, text: `${link}\n` }
}

/** Adds `snowdrop admin reports`, `dismiss` and `code`. */
export function addReports(admin: Command): void {
  admin
    .command('reports')
    .description('What receivers reported, the newest first')
    .option('--all', 'those that are closed too')
    .option('--limit <rows>', 'show at most this many', rowCount, 50)
    .option('--json', 'print one object')
    .action((options: Options) => onInstance(options, (operation) => reports(operation, options)))
  addAct(admin.command('dismiss'))
    .description('Close reports, and erase the codes in them; the drop stays as it is')
    .argument('<report-or-drop...>', `the number of a report, or for all of a drop ${DROP}`)
    .action((words: string[], options: ActOptions) =>
      onInstance(options, (operation) => dismiss(operation, words, options)),
    )
  addAct(admin.command('code'))
    .description('Show the link that a reporter disclosed; the audit log tells that you did')
    .argument('<report>', 'its number', rowNumber)
    .action((id: number, options: ActOptions) => onInstance(options, (operation) => code(operation, id, options)))
}
