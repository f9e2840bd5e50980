import type {
  DropKind,
  LinkChoice,
  PickedFile,
  ReadyLink,
  SendState,
  UnfinishedUpload,
} from '../../lib/client/send/send-state.ts'
import { DropError, type ErrorCode } from '../../lib/format/drop-error.ts'
import { dropId, locator } from '../../lib/wire/fields.ts'
import { files, picked, progressOf, tuesday } from './drops.ts'

const choice: LinkChoice = { expiresIn: 86_400, maxDownloads: 1, password: null, hint: null, labels: [null] }
const some = picked(files.some)

function gathering(list: typeof files.some, share: number): SendState {
  return { phase: 'gathering', files: picked(list), progress: progressOf(list, share) }
}

function finishing(stage: 'storing' | 'linking' | 'checking', share: number): SendState {
  return { phase: 'finishing', kind: 'files', files: some, progress: progressOf(files.some, share), choice, stage }
}

function paused(code: ErrorCode, facts: { at?: number; subject?: string } = {}): SendState {
  return {
    phase: 'paused',
    kind: 'files',
    files: some,
    progress: progressOf(files.some, 0.63),
    error: new DropError(code, facts),
    choice,
  }
}

function failed(code: ErrorCode, facts: { limit?: number } = {}): SendState {
  return { phase: 'failed', files: some, error: new DropError(code, facts) }
}

function wanted(kind: DropKind, list: readonly PickedFile[]): SendState {
  return { phase: 'ticket', kind, files: list, progress: progressOf(files.some, 0) }
}

/** Codes that hold: their words and their pictures can be shown. */
const urls = [
  'Rliq_U-R5DaI2y1_whRmuQaI',
  'bK7xQ5XoOozfIXPGGGq9D1sE',
  'QvVHmew-gNMld8ocbrEDVa38',
  'SUud4DKE1yl7zhBitQdZq_xA',
].map((code) => `https://drop.example.org/d#${code}`)

function link(index: number, label: string | null, more: Partial<ReadyLink> = {}): ReadyLink {
  return {
    locator: locator.parse(`${index}`.padStart(21, 'A') + 'A'),
    url: urls[index % urls.length] ?? '',
    label,
    needsPassword: false,
    expiresAt: tuesday,
    maxDownloads: 1,
    ...more,
  }
}

function ready(links: readonly ReadyLink[], more: Partial<Extract<SendState, { phase: 'ready' }>> = {}): SendState {
  const totalBytes = progressOf(files.some, 0).totalBytes
  return { phase: 'ready', kind: 'files', files: some, totalBytes, links, isKept: true, ...more }
}

function unfinished(more: Partial<UnfinishedUpload> = {}): UnfinishedUpload {
  const id = dropId.parse('A'.repeat(22))
  const progress = { ...progressOf(files.some, 0.63), bytesPerSecond: null, secondsLeft: null }
  return { id, files: some, progress, begunAt: tuesday, hasHandles: true, isElsewhere: false, ...more }
}

/** Every state of the send page, by name. */
export const sendStates: Readonly<Record<string, SendState>> = {
  empty: { phase: 'empty', unfinished: [] },
  'empty, too large': {
    phase: 'empty',
    unfinished: [],
    refusal: new DropError('too-large', { limit: 20_000_000_000 }),
  },
  'cut off': { phase: 'empty', unfinished: [unfinished()] },
  'cut off, choose again': { phase: 'empty', unfinished: [unfinished({ hasHandles: false })] },
  'cut off, elsewhere': { phase: 'empty', unfinished: [unfinished({ isElsewhere: true })] },
  'cut off, changed': {
    phase: 'empty',
    unfinished: [unfinished({ hasHandles: false })],
    refusal: new DropError('file-changed'),
  },
  'takes no uploads': { phase: 'empty', unfinished: [] },
  'takes no uploads, cut off': { phase: 'empty', unfinished: [unfinished()] },
  'ticket asked': { phase: 'empty', unfinished: [] },
  'ticket asked about': { phase: 'empty', unfinished: [] },
  'ticket mistyped': { phase: 'empty', unfinished: [] },
  'ticket in use': { phase: 'empty', unfinished: [] },
  'ticket in use, not kept': { phase: 'empty', unfinished: [] },
  'ticket in use, some files': gathering(files.some, 0.34),
  'ticket too small': {
    phase: 'empty',
    unfinished: [],
    refusal: new DropError('ticket-used-up', { subject: 'bytes', limit: 1_200_000_000 }),
  },
  'ticket wanted': wanted('files', some),
  'ticket wanted, another': wanted('files', some),
  'ticket wanted for a note': wanted('note', []),
  'one file': gathering(files.one, 0),
  'some files': gathering(files.some, 0.34),
  'too many more': {
    phase: 'gathering',
    files: some,
    progress: progressOf(files.some, 0.34),
    refusal: new DropError('too-many-files', { limit: 10_000 }),
  },
  'all stored': gathering(files.some, 1),
  'hostile names': gathering(files.hostile, 0.1),
  '1,000 files': gathering(files.thousand, 0.7),
  storing: finishing('storing', 0.63),
  linking: finishing('linking', 1),
  checking: finishing('checking', 1),
  'paused by the network': paused('network'),
  'paused by the server': paused('unavailable'),
  'paused until tomorrow': paused('too-many-bytes', { at: tuesday, subject: 'sent' }),
  ready: ready([link(0, null)]),
  'ready, with a password': ready([link(0, null, { needsPassword: true })]),
  'ready, not kept': ready([link(0, null)], { isKept: false }),
  'ready, several links': ready([
    link(0, 'Ada'),
    link(1, 'Grace', { needsPassword: true, maxDownloads: 5 }),
    link(2, null),
    link(3, 'Whoever comes by the office on Thursday, and has the time to look at all of it'),
  ]),
  'ready, not all links': ready([link(0, 'Ada')], { refusal: new DropError('too-many-links', { limit: 50 }) }),
  'ready, a note': ready([link(0, null)], { kind: 'note', files: [], totalBytes: 412 }),
  'ready, a redirect': ready([link(0, null)], { kind: 'redirect', files: [], totalBytes: 40 }),
  deleted: { phase: 'deleted' },
  'storage full': failed('storage-full'),
  'too large': failed('too-large', { limit: 20 * 2 ** 30 }),
  'too many files': failed('too-many-files', { limit: 10_000 }),
  'unreadable file': failed('file-unreadable'),
  'browser cannot': failed('browser-unsupported'),
  'upload ended': failed('upload-ended'),
}
