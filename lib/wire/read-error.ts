import { DropError } from '../format/drop-error.ts'
import { errorAnswer } from './first-answers.ts'

/** The failure that a body tells of; `null` where the body is not ours. */
export function readError(body: unknown): DropError | null {
  try {
    const { code, at, limit, subject } = errorAnswer.parse(body)
    return new DropError(code, {
      ...(at !== undefined && { at }),
      ...(limit !== undefined && { limit }),
      ...(subject !== undefined && { subject }),
    })
  } catch {
    return null
  }
}

/**
 * The failure a client throws for an answer that is not 2xx; a body that is not ours becomes `unavailable`. So does a
 * path that the server does not have: while replicas are updated one of them may be older than its pages.
 */
export function fromErrorResponse(body: unknown): DropError {
  const failure = readError(body)
  const isKnown = failure !== null && !(failure.code === 'not-found' && failure.facts.subject === 'path')
  return isKnown ? failure : new DropError('unavailable')
}
