import { S3ServiceException } from '@aws-sdk/client-s3'
import { DropError } from '../../format/drop-error.ts'

/** Names that S3 servers give to having no room: AWS has none, Ceph and others have quotas. */
const FULL = new Set([
  'QuotaExceeded',
  'InsufficientCapacity',
  'InsufficientStorage',
  'XMinioStorageFull',
  'ServiceQuotaExceededException',
])

function toDropError(error: unknown): DropError {
  const full = error instanceof S3ServiceException && (FULL.has(error.name) || error.$metadata.httpStatusCode === 507)
  return new DropError(full ? 'storage-full' : 'unavailable', { cause: error })
}

/** The answer to one request to storage. Errors: `storage-full`, else `unavailable` with what storage said as its cause. */
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
