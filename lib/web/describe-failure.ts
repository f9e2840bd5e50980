import { isDropError } from '../format/drop-error.ts'

function named(error: Error): string {
  if (isDropError(error)) return error.code
  return 'code' in error && typeof error.code === 'string' ? `${error.name}(${error.code})` : error.name
}

/**
 * Kinds and codes of a failure and its causes, outermost first, never their messages: those may hold what must not be
 * logged.
 */
export function causesOf(error: unknown): string[] {
  if (error instanceof AggregateError) return [...new Set(error.errors.map((each) => causesOf(each).join(' < ')))]
  const names: string[] = []
  for (let at = error; at instanceof Error && names.length < 5; at = at.cause) names.push(named(at))
  return names.length > 0 ? names : [typeof error]
}

/** Where in our code an unexpected failure arose: at most five frames. An expected one has its code, and no place. */
export function placeOf(error: unknown): string[] {
  const frames = error instanceof Error && !isDropError(error) ? (error.stack ?? '').split('\n') : []
  return frames
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 5)
    .map((line) => line.trim())
}

/** A failure in one line, as the log may hold it. */
export function describeFailure(error: unknown): string {
  const separator = error instanceof AggregateError ? '; ' : ' < '
  return causesOf(error).join(separator)
}
