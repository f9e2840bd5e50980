import { hasMore, isPassing, reap } from '../server/reap.ts'
import { sweep } from '../server/sweep.ts'
import { logFailure, logNote } from './log.ts'
import { countReaped } from './metrics.ts'
import { server } from './wiring.ts'

/** Runs `round` again and again, `seconds` apart or when `wake` is called, never twice at a time. */
function every(seconds: number, round: () => Promise<void>): { readonly wake: () => void } {
  let timer: NodeJS.Timeout | undefined
  let state: 'resting' | 'running' | 'woken' = 'resting'
  const run = async (): Promise<void> => {
    clearTimeout(timer)
    state = 'running'
    await round()
    const pause = woken() ? 0 : seconds * 1000
    state = 'resting'
    timer = setTimeout(wake, pause)
    timer.unref()
  }
  const woken = () => state === 'woken'
  const wake = () => {
    if (state === 'resting') void run()
    else state = 'woken'
  }
  wake()
  return { wake }
}

function complain(who: string, error: unknown): void {
  const words = isPassing(error) ? error.code : error instanceof Error ? (error.stack ?? error.message) : String(error)
  logFailure(`${who}: ${words}`)
}

/** Starts the reaper and the sweep of this process. Any number of replicas may do so. */
export async function startReaper(): Promise<void> {
  const { deps, settings, onNudge } = await server()
  const reaper = every(settings.reapSeconds, async () => {
    try {
      for (let more = true; more; ) {
        const reaped = await reap(deps)
        countReaped(reaped)
        more = hasMore(reaped)
      }
    } catch (error) {
      complain('reaper', error)
    }
  })
  onNudge(reaper.wake)
  every(settings.sweepSeconds, async () => {
    try {
      const { orphans, lost } = await sweep(deps)
      if (orphans > 0 || lost > 0) logNote(`sweep: ${orphans} orphans removed, ${lost} drops lost their bytes`)
    } catch (error) {
      complain('sweep', error)
    }
  })
}
