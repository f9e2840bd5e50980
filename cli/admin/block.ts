import { type Command, InvalidArgumentError } from 'commander'
import { englishBytes } from '../../lib/client/words/english-bytes.ts'
import { DropError } from '../../lib/format/drop-error.ts'
import { blockDrop } from '../../lib/server/block-drop.ts'
import { table, utc } from '../table.ts'
import { type ActOptions, actOf, addAct, DROP, namedDrop } from './act.ts'
import { type ListOptions, rowCount } from './list.ts'
import { type Answer, type Operation, onInstance } from './on-instance.ts'

async function block(operation: Operation, words: readonly string[], options: ActOptions): Promise<Answer> {
  const id = await namedDrop(operation, words)
  const added = await blockDrop(operation.deps, id, actOf(options))
  const text =
    added === null ? 'These bytes are blocked already.\n' : `Block ${added.id}: just these bytes are shared no more.\n`
  return { json: { drop: id, changed: added !== null, block: added }, text }
}

async function unblock({ deps }: Operation, id: number, options: ActOptions): Promise<Answer> {
  if (!(await deps.blocks.remove(id, actOf(options), deps.now())))
    throw new DropError('not-found', { subject: 'block' })
  return { json: { block: id, changed: true }, text: `Block ${id} is lifted.\n` }
}

const HEAD = ['block', 'made', 'size', 'first chunk, SHA-256', 'of drop']

async function blocks({ deps }: Operation, { limit }: ListOptions): Promise<Answer> {
  const found = await deps.blocks.list(limit)
  const rows = found.map(({ id, createdAt, sealedLength, hash, dropId }) => [
    ...[String(id), utc(createdAt), englishBytes(sealedLength), hash, dropId],
  ])
  return { json: { blocks: found }, text: rows.length === 0 ? 'No blocks.\n' : table(HEAD, rows) }
}

/** Reads the number of a block or a report. */
export function rowNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('A number from the list.')
  return Number(text)
}

/** Adds `snowdrop admin block`, `unblock` and `blocks`. */
export function addBlock(admin: Command): void {
  addAct(admin.command('block'))
    .description('Let the very bytes of a drop not be shared again; the drop itself stays as it is')
    .argument('<drop...>', DROP)
    .action((words: string[], options: ActOptions) =>
      onInstance(options, (operation) => block(operation, words, options)),
    )
  addAct(admin.command('unblock'))
    .description('Lift a block')
    .argument('<block>', 'its number', rowNumber)
    .action((id: number, options: ActOptions) => onInstance(options, (operation) => unblock(operation, id, options)))
  admin
    .command('blocks')
    .description('Bytes that are not shared again, the newest first')
    .option('--limit <rows>', 'show at most this many', rowCount, 50)
    .option('--json', 'print one object')
    .action((options: ListOptions) => onInstance(options, (operation) => blocks(operation, options)))
}
