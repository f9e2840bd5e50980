import type { ServerResponse } from 'node:http'
import { describeFailure } from './describe-failure.ts'
import { logFailure } from './log.ts'

/**
 * For what failed where every failure should have had its answer: the log hears of its kind, without what was asked for,
 * and whoever asked is not left to wait.
 */
export function giveUp(response: ServerResponse): (error: unknown) => void {
  return (error) => {
    logFailure(`a request without an answer: ${describeFailure(error)}`)
    response.destroy()
  }
}
