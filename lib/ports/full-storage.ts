/** Names that S3 servers give to having no room: AWS has none, Ceph and others have quotas. */
const FULL = new Set([
  'QuotaExceeded',
  'InsufficientCapacity',
  'InsufficientStorage',
  'XMinioStorageFull',
  'ServiceQuotaExceededException',
])

/** Whether an S3 server refused for want of room, by the name of its error and the status of its answer. */
export function isFull(name: string | undefined, status: number | undefined): boolean {
  return (name !== undefined && FULL.has(name)) || status === 507
}
