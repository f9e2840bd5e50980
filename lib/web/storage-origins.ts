import type { Settings } from '../server/settings.ts'

/** Origins beside our own that browsers send bytes to, and fetch them from. */
export async function storageOrigins({ storage }: Pick<Settings, 'storage'>): Promise<readonly string[]> {
  if (storage.kind === 'disk') return []
  // Loaded only where it is used: the SDK is large.
  const { originOf } = await import('../adapters/s3/s3-sign.ts')
  return [await originOf(storage)]
}
