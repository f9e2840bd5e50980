import type { ReceiveState } from '../../lib/client/receive-state.ts'
import { DropError, type ErrorCode } from '../../lib/format/drop-error.ts'
import { files, opened, progressOf, tuesday } from './drops.ts'

const drop = opened(files.some)

function receiving(stage: 'claiming' | 'receiving' | 'verifying', share: number): ReceiveState {
  return { phase: 'receiving', drop, progress: progressOf(files.some, share), stage }
}

function failed(code: ErrorCode, facts: { at?: number; subject?: string } = {}): ReceiveState {
  return { phase: 'failed', error: new DropError(code, facts), drop: null }
}

/** Every state of the receive page, by name. */
export const receiveStates: Readonly<Record<string, ReceiveState>> = {
  asking: { phase: 'asking', error: null },
  'asking, cut-off link': { phase: 'asking', error: new DropError('link-malformed', { subject: 'length' }) },
  'asking, newer link': { phase: 'asking', error: new DropError('link-version') },
  opening: { phase: 'opening' },
  'one file': { phase: 'opened', drop: opened(files.one) },
  'some files': { phase: 'opened', drop },
  'five downloads': { phase: 'opened', drop: opened(files.some, { maxDownloads: 5, placesLeft: 4 }) },
  'hostile names': { phase: 'opened', drop: opened(files.hostile) },
  '1,000 files': { phase: 'opened', drop: opened(files.thousand, { saveName: 'archive.zip' }) },
  held: { phase: 'opened', drop: opened(files.some, { placesLeft: 0, heldUntil: tuesday - 3_600_000 }) },
  claiming: receiving('claiming', 0),
  receiving: receiving('receiving', 0.42),
  verifying: receiving('verifying', 1),
  interrupted: {
    phase: 'interrupted',
    drop,
    progress: progressOf(files.some, 0.42),
    error: new DropError('network'),
  },
  received: { phase: 'received', drop },
  cancelled: { phase: 'cancelled', drop },
  expired: failed('expired', { at: tuesday }),
  'used up': failed('used-up', { at: tuesday }),
  revoked: failed('revoked', { at: tuesday }),
  removed: failed('removed', { at: tuesday }),
  lost: failed('lost'),
  'held by another': failed('held', { at: tuesday }),
  'not found': failed('not-found'),
  frozen: failed('frozen'),
  'cut-off link': failed('link-malformed', { subject: 'length' }),
  'newer link': failed('link-version'),
  'browser cannot': failed('browser-unsupported', { subject: 'crypto' }),
  'no network': failed('network'),
  unavailable: failed('unavailable'),
  'too many requests': failed('too-many-requests', { at: tuesday }),
  tampered: failed('payload-tampered'),
  truncated: failed('payload-truncated'),
  'not saved': failed('save-failed'),
  'server fault': failed('internal'),
}
