/* eslint no-console: off -- the one place that writes to the log: lines for an operator, never an identifier, a token or an address */
import { isDropError } from '../format/drop-error.ts'

/** A line worth an operator's look. */
export function logNote(line: string): void {
  console.log(line)
}

/** Something failed and was dealt with; it may need an operator. */
export function logFailure(line: string): void {
  console.error(line)
}

function named(error: Error): string {
  if (isDropError(error)) return error.code
  return 'code' in error && typeof error.code === 'string' ? `${error.name}(${error.code})` : error.name
}

/** Kinds and codes of a failure and its causes, never their messages: those may hold what must not be logged. */
function kinds(error: unknown): string {
  const names: string[] = []
  for (let at = error; at instanceof Error && names.length < 5; at = at.cause) names.push(named(at))
  return names.join(' < ') || typeof error
}

/** Where in our code an unexpected failure arose. */
function place(error: unknown): string {
  const frames = error instanceof Error && !isDropError(error) ? (error.stack ?? '').split('\n') : []
  return frames
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 5)
    .map((line) => `\n${line}`)
    .join('')
}

/** A failure as the log may hold it. */
export function describeFailure(error: unknown): string {
  if (error instanceof AggregateError) return [...new Set(error.errors.map(describeFailure))].join('; ')
  return kinds(error) + place(error)
}
