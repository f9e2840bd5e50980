import type { Command } from 'commander'
import type { AuditRow } from '../../lib/ports/operator-store.ts'
import { table, utc } from '../table.ts'
import { DROP, namedDrop } from './act.ts'
import { type ListOptions, rowCount } from './list.ts'
import { type Answer, type Operation, onInstance } from './on-instance.ts'

const HEAD = ['when', 'who', 'what', 'to', 'why']

/** The audit log as a table. */
export function auditTable(entries: readonly AuditRow[]): string {
  const rows = entries.map(({ at, who, action, subject, reason }) => [utc(at), who, action, subject, reason ?? ''])
  return rows.length === 0 ? 'Nothing was done.\n' : table(HEAD, rows)
}

async function audit(operation: Operation, words: readonly string[], { limit }: ListOptions): Promise<Answer> {
  const filter = words.length === 0 ? {} : { subject: await namedDrop(operation, words) }
  const entries = await operation.deps.audit.list(filter, limit)
  return { json: { audit: entries }, text: auditTable(entries) }
}

/** Adds `snowdrop admin audit`. */
export function addAudit(admin: Command): void {
  admin
    .command('audit')
    .description('What operators did within a year, the newest first')
    .argument('[drop...]', `only to this one: ${DROP}`)
    .option('--limit <rows>', 'show at most this many', rowCount, 50)
    .option('--json', 'print one object')
    .action((words: string[], options: ListOptions) =>
      onInstance(options, (operation) => audit(operation, words, options)),
    )
}
