import { createInterface } from 'node:readline/promises'
import type { Command } from 'commander'
import { DropError } from '../../lib/format/drop-error.ts'
import type { OperatorStore } from '../../lib/ports/operator-store.ts'
import { UsageError } from '../usage-error.ts'
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

/** Errors: `UsageError` where nobody can be asked, `cancelled` for any answer but yes. */
async function confirm({ terminal }: Operation, question: string): Promise<void> {
  if (!terminal.canAsk) throw new UsageError('There is no terminal to ask at: add --yes to do it without a question.')
  const asking = createInterface({ input: process.stdin, output: process.stderr })
  // Ctrl-C and Ctrl-D close it without an answer.
  const closed = new AbortController()
  asking.once('close', () => closed.abort())
  try {
    const answer = await asking.question(`${question} [y/N] `, { signal: closed.signal }).catch(() => '')
    if (!/^y(es)?$/i.test(answer.trim())) throw new DropError('cancelled')
  } finally {
    asking.close()
  }
}

async function remove(
  operation: Operation,
  words: readonly string[],
  options: ActOptions & { readonly yes?: true },
): Promise<Answer> {
  const id = await namedDrop(operation, words)
  if (options.yes !== true) await confirm(operation, `Delete drop ${id} with all its links, for good?`)
  const deed: Deed = { does: 'remove', done: 'is removed; the server deletes its bytes', vain: 'had ended already' }
  return perform(operation, [id], options, deed)
}

/** Adds `snowdrop admin quarantine`, `release` and `delete`. */
export function addHoldBack(admin: Command): void {
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
      onInstance(options, (operation) => remove(operation, words, options)),
    )
}
