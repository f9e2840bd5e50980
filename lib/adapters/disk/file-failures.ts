import { DropError, isDropError } from '../../format/drop-error.ts'

/** The system's code of a failed file operation (`ENOENT`, `ENOSPC`, …), or undefined where it is another error. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

const FULL = new Set(['ENOSPC', 'EDQUOT'])

/**
 * What a failed file operation means to a caller: `storage-full`, else `unavailable`; what is no file operation stays
 * itself.
 */
export function fileFailure(error: unknown): unknown {
  const code = systemCode(error)
  if (isDropError(error) || code === undefined) return error
  return new DropError(FULL.has(code) ? 'storage-full' : 'unavailable', { cause: error })
}

/** Runs file operations and throws what their failure means. */
export async function onDisk<T>(operation: () => Promise<T>): Promise<T> {
  try {
    return await operation()
  } catch (error) {
    throw fileFailure(error)
  }
}

/** The result of a file operation, or `fallback` where the thing is not there. */
export async function unlessAbsent<T, F>(operation: Promise<T>, fallback: F): Promise<T | F> {
  try {
    return await operation
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return fallback
    throw error
  }
}
