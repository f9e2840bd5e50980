import type { Failure } from '../packed-failure.ts'
import type { SaveJob } from './save-drop.ts'

/** What a page tells its saving worker. `port` is the writer's end of the sink; `base` the instance's address. */
export type SaveRequest =
  | { readonly type: 'save'; readonly job: SaveJob; readonly port: MessagePort; readonly base: string }
  | { readonly type: 'kick' }
  | { readonly type: 'abort' }

/**
 * What the worker tells its page. `tick` comes every `PING_MS`: a worker's clock goes on where a hidden page's rests.
 */
export type SaveAnswer =
  | { readonly type: 'progress'; readonly savedBytes: number }
  | { readonly type: 'stuck'; readonly failure: Failure | null }
  | { readonly type: 'renewed'; readonly lapsesAt: number }
  | { readonly type: 'unkept' }
  | { readonly type: 'tick' }
  | { readonly type: 'done' }
  | { readonly type: 'failed'; readonly failure: Failure }

/** Types a message between a page and its own worker: both ends are this project's code of the same build. */
export function parseSaveRequest(message: unknown): SaveRequest {
  return message as SaveRequest
}

/** As `parseSaveRequest`. */
export function parseSaveAnswer(message: unknown): SaveAnswer {
  return message as SaveAnswer
}
