import { deleteDue } from '../server/delete-due.ts'
import { endDue } from '../server/end-due.ts'
import { nothingSuspected, sweep } from '../server/sweep.ts'
import { describeFailure } from './describe-failure.ts'
import { logFailure, logNote } from './log.ts'
import { countDeleted, countSwept } from './metrics.ts'
import { beforeEnd, isStopping } from './stopping.ts'
import { server } from './wiring.ts'

/**
 * Runs `round` again and again, `seconds` apart or when `wake` is called, never twice at a time, until the process is
 * to end.
 */
function every(seconds: number, round: () => Promise<void>): { readonly wake: () => void } {
  let timer: NodeJS.Timeout | undefined
  let state: 'resting' | 'running' | 'woken' = 'resting'
  let running = Promise.resolve()
  const run = async (): Promise<void> => {
    clearTimeout(timer)
    state = 'running'
    await round()
    const pause = woken() ? 0 : seconds * 1000
    state = 'resting'
    if (isStopping()) return
    timer = setTimeout(wake, pause)
    timer.unref()
  }
  const woken = () => state === 'woken'
  const wake = () => {
    if (isStopping()) return
    if (state === 'resting') running = run()
    else state = 'woken'
  }
  beforeEnd(() => {
    clearTimeout(timer)
    return running
  })
  wake()
  return { wake }
}

/** A round whose failure is told, once as long as it is the same, and left to the next round. */
function lasting(who: string, round: () => Promise<void>): () => Promise<void> {
  let trouble = ''
  return async () => {
    try {
      await round()
      if (trouble !== '') logNote(`${who}: works again`)
      trouble = ''
    } catch (error) {
      const words = describeFailure(error)
      if (words !== trouble) logFailure(`${who}: ${words}`)
      trouble = words
    }
  }
}

/** Starts the reaper and the sweep of this process. Any number of replicas may do so. */
export async function startReaper(): Promise<void> {
  const { deps, settings, onNudge } = await server()
  const deleting = lasting('deleting', async () => {
    for (let more = true; more && !isStopping(); ) {
      const deleted = await deleteDue(deps)
      countDeleted(deleted)
      more = deleted.more
    }
  })
  const deleter = every(settings.reapSeconds, deleting)
  const ending = lasting('ending', async () => {
    for (let more = true; more && !isStopping(); ) {
      const ended = await endDue(deps)
      if (ended.links + ended.leases + ended.uploads > 0) deleter.wake()
      more = ended.more
    }
  })
  const ender = every(settings.reapSeconds, ending)
  onNudge(() => {
    ender.wake()
    deleter.wake()
  })
  let suspects = nothingSuspected
  const sweeping = lasting('sweep', async () => {
    const swept = await sweep(deps, suspects)
    countSwept(swept)
    suspects = swept.suspects
    const { orphans, lost } = swept
    if (orphans > 0 || lost > 0) logNote(`sweep: ${orphans} orphans removed, ${lost} drops had lost their bytes`)
    const doubtful = suspects.orphans.size + suspects.missing.size
    if (doubtful > 0)
      logNote(
        `sweep: ${suspects.orphans.size} blobs belong to no drop, ${suspects.missing.size} drops have no blob; the next sweep acts on those that stay so`,
      )
  })
  every(settings.sweepSeconds, sweeping)
}
