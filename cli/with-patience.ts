import { downloadPatience } from '../lib/client/network-policy.ts'
import { createPatience, type Patience } from '../lib/client/patience.ts'
import { ENGLISH } from '../lib/client/words/english.ts'
import { errorWords } from '../lib/client/words/error-words.ts'
import { DropError, isDropError } from '../lib/format/drop-error.ts'
import type { Terminal } from './terminal.ts'

/** Patience for a person who watches; where nobody does, what is stuck is given up. `giveUp` hears it. */
function patienceOf({ isWatched, say }: Terminal, giveUp: (error: DropError) => void, onStuck: () => void): Patience {
  return createPatience(downloadPatience, (error) => {
    onStuck()
    if (error === null) say('It goes on.')
    else if (isWatched) say(`${errorWords(error, ENGLISH).title}. It is tried again by itself; Ctrl-C stops.`)
    else giveUp(error.code === 'network' ? new DropError('network', { subject: 'gave up', cause: error }) : error)
  })
}

/** Runs `work` with a signal that also ends it where what is stuck was given up; `onStuck` hears when it stops and when it goes on. Errors: why it was given up, those of `work`. */
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
