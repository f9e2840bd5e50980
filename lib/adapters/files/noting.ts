import { DropError, isDropError } from '../../format/drop-error.ts'

/** Works on what this account keeps of its downloads. Errors: `save-failed` (`list`) for every one of the system's. */
export async function noting<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    throw isDropError(cause) ? cause : new DropError('save-failed', { subject: 'list', cause })
  }
}
