import type { Command } from 'commander'
import { englishBytes } from '../../lib/client/words/english-bytes.ts'
import { linkState } from '../../lib/drop/link-state.ts'
import { DropError } from '../../lib/format/drop-error.ts'
import type { ListedDrop, ListedLink } from '../../lib/ports/operator-store.ts'
import { table, utc } from '../table.ts'
import { DROP, namedDrop } from './act.ts'
import { auditTable } from './audit.ts'
import { stateOf } from './list.ts'
import { type Answer, type Operation, onInstance } from './on-instance.ts'
import { reportsTable } from './reports.ts'

const HEAD = ['locator', 'state', 'made', 'until', 'counted', 'running', 'most']
const MOST = 100

function toRow(link: ListedLink, now: number): string[] {
  const state = linkState(link, now)
  const { locator, createdAt, expiresAt, counted, running, maxDownloads } = link
  return [
    locator,
    state.state === 'live' ? 'live' : state.reason,
    utc(createdAt),
    utc(state.state === 'live' ? expiresAt : state.at),
    ...[counted, running, maxDownloads].map(String),
  ]
}

function facts(drop: ListedDrop): string {
  const lines = [
    `drop      ${drop.id}`,
    `state     ${stateOf(drop)}${drop.quarantinedAt === null ? '' : ` since ${utc(drop.quarantinedAt)}`}`,
    `made      ${utc(drop.createdAt)}`,
    ...(drop.endedAt === null ? [] : [`ended     ${utc(drop.endedAt)}`]),
    ...(drop.ticketId === null ? [] : [`ticket    ${drop.ticketId}`]),
    `size      ${englishBytes(drop.sealedLength ?? drop.heldBytes)} as stored`,
  ]
  return `${lines.join('\n')}\n`
}

async function show(operation: Operation, words: readonly string[]): Promise<Answer> {
  const { operator, deps } = operation
  const id = await namedDrop(operation, words)
  const [[drop], reports, audit] = await Promise.all([
    operator.drops({ id }, 1),
    operator.reports({ dropId: id }, MOST),
    deps.audit.list({ subject: id }, MOST),
  ])
  if (drop === undefined) throw new DropError('not-found', { subject: 'drop' })
  const links = table(
    HEAD,
    drop.links.map((link) => toRow(link, deps.now())),
  )
  const text = [facts(drop), links, reportsTable(reports), auditTable(audit)].join('\n')
  return { json: { drop, reports, audit }, text }
}

/** Adds `snowdrop admin show`. */
export function addShow(admin: Command): void {
  admin
    .command('show')
    .description('A drop with its links, what was reported about it, and what operators did to it')
    .argument('<drop...>', DROP)
    .option('--json', 'print one object')
    .action((words: string[], options: { readonly json?: true }) =>
      onInstance(options, (operation) => show(operation, words)),
    )
}
