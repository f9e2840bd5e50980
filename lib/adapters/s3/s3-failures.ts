import { S3ServiceException } from '@aws-sdk/client-s3'
import { DropError } from '../../format/drop-error.ts'
import { isFull } from '../../ports/full-storage.ts'

function toDropError(error: unknown): DropError {
  const full = error instanceof S3ServiceException && isFull(error.name, error.$metadata.httpStatusCode)
  return new DropError(full ? 'storage-full' : 'unavailable', { cause: error })
}

/**
 * The answer to one request to storage. Errors: `storage-full`, else `unavailable` with what storage said as its cause.
 */
export async function asking<T>(request: Promise<T>): Promise<T> {
  try {
    return await request
  } catch (error) {
    throw toDropError(error)
  }
}

/** As `asking`, but null where storage says that the thing is not there: `names` are S3's names for that. */
export async function askingFor<T>(request: Promise<T>, ...names: string[]): Promise<T | null> {
  try {
    return await request
  } catch (error) {
    if (error instanceof S3ServiceException && names.includes(error.name)) return null
    throw toDropError(error)
  }
}
