import type { HeldLease, OpenedDrop, ReceiveState } from '../../lib/client/receive/receive-state.ts'
import { DropError, type ErrorCode } from '../../lib/format/drop-error.ts'
import { files, opened, progressOf, tuesday } from './drops.ts'

const drop = opened(files.some)

function receiving(stage: 'claiming' | 'receiving' | 'verifying', share: number): ReceiveState {
  return { phase: 'receiving', drop, selection: 'all', progress: progressOf(files.some, share), stage }
}

function holding(unfinished: HeldLease['unfinished']): OpenedDrop {
  return opened(files.some, { placesLeft: 0, lease: { lapsesAt: tuesday, unfinished } })
}

function asked(change: Partial<Extract<ReceiveState, { phase: 'password' }>>): ReceiveState {
  return { phase: 'password', hint: null, error: null, isTrying: false, ...change }
}

function written(kind: 'note' | 'redirect'): OpenedDrop {
  return opened([], { kind, host: kind === 'redirect' ? 'meet.example.org:8443' : null, totalBytes: 118 })
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
  '1,000 files': { phase: 'opened', drop: opened(files.thousand) },
  held: { phase: 'opened', drop: opened(files.some, { placesLeft: 0, heldUntil: tuesday - 3_600_000 }) },
  claiming: receiving('claiming', 0),
  receiving: receiving('receiving', 0.42),
  verifying: receiving('verifying', 1),
  interrupted: {
    phase: 'interrupted',
    drop,
    selection: 'all',
    progress: progressOf(files.some, 0.42),
    error: new DropError('network'),
  },
  received: { phase: 'received', drop, selection: 'all' },
  'received in part': { phase: 'received', drop: holding(null), selection: [0, 3] },
  'lease held': { phase: 'opened', drop: holding(null) },
  'gone on with': {
    phase: 'opened',
    drop: holding({ selection: 'all', progress: progressOf(files.some, 0.63) }),
  },
  'kept while it runs': { phase: 'opened', drop: opened(files.some, { survivesReload: true }) },
  'password asked': asked({ hint: 'The street we lived in when you were small' }),
  'password without hint': asked({}),
  'password tried': asked({ isTrying: true }),
  'password wrong': asked({ error: new DropError('password-wrong') }),
  'password, wait': asked({ error: new DropError('too-many-requests', { at: Date.now() + 45_000 }) }),
  note: { phase: 'opened', drop: written('note') },
  'one-time link': { phase: 'opened', drop: written('redirect') },
  'note read': {
    phase: 'read',
    drop: written('note'),
    written: {
      kind: 'note',
      text: `The safe is behind the north wall.\n\n  left 12\n  right 40\n  left 3\n\n<b>not bold</b> https://example.org/not/a/link`,
    },
  },
  'destination shown': {
    phase: 'read',
    drop: written('redirect'),
    written: {
      kind: 'redirect',
      address: 'https://meet.example.org:8443/rooms/a-very-long-name?invitation=4f2c8a71e0b94d7c9c1d#lobby',
    },
  },
  cancelled: { phase: 'cancelled', drop, inBrowser: false },
  'stopped in the browser': { phase: 'cancelled', drop, inBrowser: true },
  'saved where one picks': { phase: 'opened', drop: opened(files.some, { saveWay: 'picked' }) },
  'gathered on the disk': { phase: 'opened', drop: opened(files.some, { saveWay: 'gathered' }) },
  'gathered in memory': { phase: 'opened', drop: opened(files.one, { saveWay: 'memory' }) },
  'too much for memory': { phase: 'opened', drop: opened(files.large, { saveWay: 'memory' }) },
  'handed to the browser': { phase: 'received', drop: opened(files.one, { saveWay: 'gathered' }), selection: 'all' },
  expired: failed('expired', { at: tuesday }),
  'used up': failed('used-up', { at: tuesday }),
  revoked: failed('revoked', { at: tuesday }),
  removed: failed('removed', { at: tuesday }),
  quarantined: failed('quarantined', { at: tuesday }),
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
  'enough for today': failed('too-many-bytes', { at: tuesday, subject: 'received' }),
  tampered: failed('payload-tampered'),
  truncated: failed('payload-truncated'),
  'not saved': failed('save-failed'),
  'no room to gather': failed('save-failed', { subject: 'room' }),
  'too large here': failed('browser-unsupported', { subject: 'large download' }),
  'server fault': failed('internal'),
}
