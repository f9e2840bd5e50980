import { MAX_LOOK_BYTES, type ReceivedFile } from '../../lib/client/receive/receive-state.ts'
import type { LookKind } from '../look/look-messages.ts'

const of = (kind: LookKind, types: Readonly<Record<string, string>>): [string, Look][] =>
  Object.entries(types).map(([extension, type]) => [extension, { kind, type }])

/** How to look at a file, and under which media type the frame gets it. */
export interface Look {
  readonly kind: LookKind
  readonly type: string
}

const LOOKS: ReadonlyMap<string, Look> = new Map([
  ...of('image', {
    ...{ png: 'image/png', jpg: 'image/jpeg', jpeg: 'image/jpeg', gif: 'image/gif', webp: 'image/webp' },
    ...{ avif: 'image/avif', bmp: 'image/bmp', svg: 'image/svg+xml' },
  }),
  ...of('audio', {
    ...{ mp3: 'audio/mpeg', m4a: 'audio/mp4', ogg: 'audio/ogg', oga: 'audio/ogg', opus: 'audio/ogg' },
    ...{ wav: 'audio/wav', flac: 'audio/flac', aac: 'audio/aac' },
  }),
  ...of('video', { mp4: 'video/mp4', m4v: 'video/mp4', webm: 'video/webm', mov: 'video/mp4', ogv: 'video/ogg' }),
  ...of('pdf', { pdf: 'application/pdf' }),
  ...[
    'txt',
    'text',
    'md',
    'csv',
    'tsv',
    'log',
    'json',
    'xml',
    'yaml',
    'yml',
    'toml',
    'ini',
    'html',
    'htm',
    'css',
    'js',
    'ts',
  ].map((extension): [string, Look] => [extension, { kind: 'text', type: 'text/plain' }]),
])

/**
 * How a file can be looked at by its name, which a sender may have chosen to mislead: the frame is made for that.
 * `null` where it is too large, or of no kind that is shown.
 */
export function lookOf({ path, size }: Pick<ReceivedFile, 'path' | 'size'>): Look | null {
  const extension = /\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase() ?? ''
  return size > MAX_LOOK_BYTES ? null : (LOOKS.get(extension) ?? null)
}

/** Whether a look at a file can be offered. */
export function canLook(file: Pick<ReceivedFile, 'path' | 'size'>): boolean {
  return lookOf(file) !== null
}
