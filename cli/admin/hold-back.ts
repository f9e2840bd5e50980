import type { Command } from 'commander'
import type { OperatorStore } from '../../lib/ports/operator-store.ts'
import { confirm } from '../confirm.ts'
import { type ActOptions, actOf, addAct, DROP, namedDrop } from './act.ts'
import { type Answer, type Operation, onInstance } from './on-instance.ts'

/** One thing that is done to a drop. */
interface Deed {
  readonly does: keyof Pick<OperatorStore, 'quarantine' | 'release' | 'remove'>
  readonly done: string
  readonly vain: string
}

async function perform(operation: Operation, words: readonly string[], options: ActOptions, deed: Deed) {
  const id = await namedDrop(operation, words)
  const changed = await operation.operator[deed.does](id, actOf(options), operation.deps.now())
  return { json: { drop: id, changed }, text: `Drop ${id} ${changed ? deed.done : deed.vain}.\n` }
}

async function remove(
  operation: Operation,
  words: readonly string[],
  options: ActOptions & { readonly yes?: true },
  signal: AbortSignal,
): Promise<Answer> {
  const id = await namedDrop(operation, words)
  await confirm(operation.terminal, options.yes === true, `Delete drop ${id} with all its links?`, signal)
  const deed: Deed = { does: 'remove', done: 'is removed; the server deletes its bytes', vain: 'had ended already' }
  return perform(operation, [id], options, deed)
}

/** Adds `snowdrop admin quarantine`, `release` and `delete`. */
export function addHoldBack(admin: Command, signal: AbortSignal): void {
  addAct(admin.command('quarantine'))
    .description('Hold a drop back: nothing of it is opened or downloaded until it is released')
    .argument('<drop...>', DROP)
    .action((words: string[], options: ActOptions) => {
      const deed: Deed = {
        does: 'quarantine',
        done: 'is held back. URLs that were signed for running downloads end within five minutes',
        vain: 'is not live, or held back already',
      }
      return onInstance(options, (operation) => perform(operation, words, options, deed))
    })
  addAct(admin.command('release'))
    .description('Let a drop that was held back go, as it was')
    .argument('<drop...>', DROP)
    .action((words: string[], options: ActOptions) => {
      const deed: Deed = { does: 'release', done: 'is released', vain: 'was not held back' }
      return onInstance(options, (operation) => perform(operation, words, options, deed))
    })
  addAct(admin.command('delete'))
    .description('End a drop with all its links, and delete its bytes')
    .argument('<drop...>', DROP)
    .option('--yes', 'do not ask')
    .action((words: string[], options: ActOptions & { readonly yes?: true }) =>
      onInstance(options, (operation) => remove(operation, words, options, signal)),
    )
}
