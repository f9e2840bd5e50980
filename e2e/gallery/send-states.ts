import type { SendState } from '../../lib/client/send-state.ts'
import { DropError, type ErrorCode } from '../../lib/format/drop-error.ts'
import { files, picked, progressOf, tuesday } from './drops.ts'

const choice = { expiresIn: 86_400, maxDownloads: 1 }
const some = picked(files.some)

function gathering(list: typeof files.some, share: number): SendState {
  return { phase: 'gathering', files: picked(list), progress: progressOf(list, share) }
}

function finishing(stage: 'storing' | 'linking' | 'checking', share: number): SendState {
  return { phase: 'finishing', files: some, progress: progressOf(files.some, share), choice, stage }
}

function paused(code: ErrorCode): SendState {
  return { phase: 'paused', files: some, progress: progressOf(files.some, 0.63), error: new DropError(code), choice }
}

function failed(code: ErrorCode, facts: { limit?: number } = {}): SendState {
  return { phase: 'failed', files: some, error: new DropError(code, facts) }
}

/** Every state of the send page, by name. */
export const sendStates: Readonly<Record<string, SendState>> = {
  empty: { phase: 'empty' },
  'empty, too large': { phase: 'empty', refusal: new DropError('too-large', { limit: 20_000_000_000 }) },
  'one file': gathering(files.one, 0.2),
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
  ready: {
    phase: 'ready',
    files: some,
    totalBytes: progressOf(files.some, 0).totalBytes,
    link: { url: 'https://drop.example.org/d#AbCdEf0123456789-_GhIjKl', expiresAt: tuesday, maxDownloads: 1 },
  },
  deleted: { phase: 'deleted' },
  'storage full': failed('storage-full'),
  'too large': failed('too-large', { limit: 20 * 2 ** 30 }),
  'too many files': failed('too-many-files', { limit: 10_000 }),
  'unreadable file': failed('file-unreadable'),
  'browser cannot': failed('browser-unsupported'),
  'upload ended': failed('upload-ended'),
}
