import type { DropError } from '../../format/drop-error.ts'
import type { ReceiverApi } from '../../ports/drop-api.ts'
import type { Locator } from '../../wire/fields.ts'
import { toDropError } from '../to-drop-error.ts'
import { isLeaseOver } from './lease-over.ts'
import { lookAtLink } from './open-link.ts'

/** Why a download failed: where its lease is no more, or storage has nothing, the link itself may know why it ended. */
export async function explainFailure(
  api: ReceiverApi,
  locator: Locator,
  error: unknown,
  signal: AbortSignal,
): Promise<DropError> {
  if (isLeaseOver(error) && !signal.aborted) {
    try {
      await lookAtLink(api, locator, signal)
    } catch (reason) {
      if (isLeaseOver(reason)) return toDropError(reason)
    }
  }
  return toDropError(error)
}
