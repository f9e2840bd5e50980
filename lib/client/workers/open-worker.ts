// One download in a worker of its page: fetches, opens, packs and writes to the sink's port, so that a busy page and a
// hidden one cannot slow it.
import { createCall } from '../../adapters/http/call.ts'
import { createReceiverApi } from '../../adapters/http/drop-api.ts'
import { createFetchRange } from '../../adapters/http/fetch-range.ts'
import { openKeptParts } from '../../adapters/opfs/kept-parts.ts'
import { PING_MS } from '../../adapters/sinks/download-messages.ts'
import { writeToPort } from '../../adapters/sinks/port-writer.ts'
import { downloadPatience, STALL_MS } from '../network-policy.ts'
import { packFailure } from '../packed-failure.ts'
import { HAD_AGAIN_MS } from '../receive/keep-while-slow.ts'
import { type SaveHooks, saveInThread } from '../receive/save-drop.ts'
import { parseSaveRequest, type SaveAnswer, type SaveRequest } from '../receive/save-messages.ts'

/** Progress is told at most so often, in ms. */
const PROGRESS_MS = 100

const stop = new AbortController()
let kick = () => {}

function say(answer: SaveAnswer): void {
  // A worker's postMessage, which TypeScript takes for a window's.
  postMessage(answer)
}

function createHooks(): SaveHooks {
  let toldAt = -Infinity
  return {
    onProgress(savedBytes) {
      const now = performance.now()
      if (now - toldAt < PROGRESS_MS) return
      toldAt = now
      say({ type: 'progress', savedBytes })
    },
    onUnkept: () => say({ type: 'unkept' }),
    onRenewed: (lapsesAt) => say({ type: 'renewed', lapsesAt }),
    onStuck: (error) => say({ type: 'stuck', failure: error && packFailure(error) }),
  }
}

async function save({ job, port, base }: Extract<SaveRequest, { type: 'save' }>): Promise<void> {
  const deps = {
    api: createReceiverApi(createCall(fetch, base)),
    fetchRange: createFetchRange(fetch, base, STALL_MS),
    patience: downloadPatience,
    openKept: openKeptParts,
    hadAgainMs: HAD_AGAIN_MS,
  }
  const prepared = saveInThread(deps, writeToPort(port))
  kick = prepared.kick
  const ticks = setInterval(say, PING_MS, { type: 'tick' } satisfies SaveAnswer)
  try {
    await prepared.save(job, createHooks(), stop.signal)
    say({ type: 'done' })
  } catch (error) {
    say({ type: 'failed', failure: packFailure(error) })
  } finally {
    clearInterval(ticks)
  }
}

addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  const request = parseSaveRequest(data)
  if (request.type === 'save') void save(request)
  else if (request.type === 'kick') kick()
  else stop.abort()
})
