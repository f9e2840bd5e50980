import { DropError } from '../format/drop-error.ts'
import { errorAnswer } from './first-answers.ts'

function parseError(body: unknown): DropError {
  const { code, at, limit, subject } = errorAnswer.parse(body)
  return new DropError(code, {
    ...(at !== undefined && { at }),
    ...(limit !== undefined && { limit }),
    ...(subject !== undefined && { subject }),
  })
}

/** The failure that an answer's text tells of; `null` where it is not ours: storage and proxies answer what they like. */
export function readError(text: string): DropError | null {
  try {
    return parseError(JSON.parse(text))
  } catch {
    return null
  }
}

/**
 * The failure a client throws for an answer that is not 2xx; a text that is not ours becomes `unavailable`. So does a
 * path that the server does not have: while replicas are updated one of them may be older than its pages.
 */
export function fromErrorResponse(text: string): DropError {
  const failure = readError(text)
  const isKnown = failure !== null && !(failure.code === 'not-found' && failure.facts.subject === 'path')
  return isKnown ? failure : new DropError('unavailable')
}
