import { downloadPatience } from '../lib/client/network-policy.ts'
import { createPatience, type Patience } from '../lib/client/patience.ts'
import { DropError, isDropError } from '../lib/format/drop-error.ts'
import type { Terminal } from './terminal.ts'

/**
 * The words are loaded where something is stuck: they bring a parser, and a start that waits for them takes half as
 * long again.
 */
async function sayStuck({ say }: Terminal, error: DropError): Promise<void> {
  const { stuckTitle } = await import('./failure-words.ts')
  say(`${stuckTitle(error)}. It is tried again by itself; Ctrl-C stops.`)
}

/** Patience for a person who watches; where nobody does, what is stuck is given up. `giveUp` hears it. */
function patienceOf(terminal: Terminal, giveUp: (error: DropError) => void, onStuck: () => void): Patience {
  let said = Promise.resolve()
  return createPatience(downloadPatience, (error) => {
    onStuck()
    if (error === null) said = said.then(() => terminal.say('It goes on.'))
    else if (terminal.isWatched) said = said.then(() => sayStuck(terminal, error))
    else giveUp(error.code === 'network' ? new DropError('network', { subject: 'gave up', cause: error }) : error)
  })
}

/**
 * Runs `work` with a signal that also ends it where what is stuck was given up; `onStuck` hears when it stops and when
 * it goes on. Errors: why it was given up, those of `work`.
 */
export async function withPatience<T>(
  terminal: Terminal,
  signal: AbortSignal,
  work: (patience: Patience, signal: AbortSignal) => Promise<T>,
  onStuck: () => void = () => {},
): Promise<T> {
  const stop = new AbortController()
  const patience = patienceOf(terminal, (error) => stop.abort(error), onStuck)
  try {
    return await work(patience, AbortSignal.any([signal, stop.signal]))
  } catch (error) {
    throw isDropError(stop.signal.reason) && !signal.aborted ? stop.signal.reason : error
  }
}
