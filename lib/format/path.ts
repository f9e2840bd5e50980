import { utf8 } from './bytes.ts'
import { MAX_PATH_BYTES, MAX_SEGMENT_BYTES } from './constants.ts'
import { DropError } from './drop-error.ts'

/** C0 and C1 controls, what Windows forbids, and characters that turn the reading direction (Unicode UAX 9). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it refuses
const FORBIDDEN = /[\u0000-\u001f\u007f-\u009f\\<>:"|?*\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u
const FORBIDDEN_OR_SLASH = new RegExp(`${FORBIDDEN.source}|/`, 'gu')
const LONE_SURROGATE = /\p{Surrogate}/u
/** Device names of Windows, with any extension ("Naming Files, Paths, and Namespaces"). */
const DEVICE = /^(con|prn|aux|nul|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3])\s*(\.|$)/i

function isSafeSegment(segment: string): boolean {
  return (
    segment !== '' &&
    !/^[ ]|[ .]$/.test(segment) &&
    !FORBIDDEN.test(segment) &&
    !LONE_SURROGATE.test(segment) &&
    !DEVICE.test(segment) &&
    utf8(segment).length <= MAX_SEGMENT_BYTES
  )
}

/** Whether `path` may stand in a manifest (format.md, "Paths"): relative, NFC, and the same file on every system. */
export function isSafePath(path: string): boolean {
  return path.normalize('NFC') === path && utf8(path).length <= MAX_PATH_BYTES && path.split('/').every(isSafeSegment)
}

/** What two names that some file systems take for one have in common. */
export function foldPath(path: string): string {
  return path.normalize('NFC').toLowerCase().normalize('NFC')
}

/** Refuses paths that are unsafe, that collide on some file system, or where one is a folder of another. Errors: `path-invalid`. */
export function checkPaths(paths: readonly string[]): void {
  const files = new Set<string>()
  const folders = new Set<string>()
  for (const path of paths) {
    if (!isSafePath(path)) throw new DropError('path-invalid')
    const folded = foldPath(path)
    if (files.has(folded) || folders.has(folded)) throw new DropError('path-invalid')
    files.add(folded)
    for (let slash = folded.indexOf('/'); slash !== -1; slash = folded.indexOf('/', slash + 1))
      folders.add(folded.slice(0, slash))
  }
  for (const folder of folders) if (files.has(folder)) throw new DropError('path-invalid')
}

/** The longest beginning of `text` of at most `bytes` UTF-8 bytes, cut between characters. */
function cutToBytes(text: string, bytes: number): string {
  let cut = ''
  let used = 0
  for (const character of text) {
    used += utf8(character).length
    if (used > bytes) break
    cut += character
  }
  return cut
}

/** Splits `name.tar` into `name` and `.tar`; an extension is at most 16 bytes. */
function splitExtension(segment: string): [string, string] {
  const dot = segment.lastIndexOf('.')
  return dot > 0 && segment.length - dot <= 16 ? [segment.slice(0, dot), segment.slice(dot)] : [segment, '']
}

function cleanSegment(raw: string, suffix = ''): string {
  const plain = raw
    .toWellFormed()
    .normalize('NFC')
    .replace(FORBIDDEN_OR_SLASH, '_')
    .replace(/^ +/, '')
    .replace(/[ .]+$/, '')
  const [stem, extension] = splitExtension(plain)
  const room = MAX_SEGMENT_BYTES - utf8(extension).length - utf8(suffix).length - 1
  const short = `${cutToBytes(stem, room).trimEnd()}${suffix}${extension}`.normalize('NFC')
  const named = short.replace(/[ .]+$/, '') === '' ? `file${suffix}` : short.replace(/[ .]+$/, '')
  return DEVICE.test(named) ? `_${named}` : named
}

function cleanPath(raw: string, number: number): string {
  const segments = raw.split(/[/\\]/).filter((segment) => segment !== '' && segment !== '.' && segment !== '..')
  const suffix = number > 1 ? ` (${number})` : ''
  const name = cleanSegment(segments.pop() ?? 'file', suffix)
  const folders: string[] = []
  let room = MAX_PATH_BYTES - utf8(name).length
  for (const folder of segments.map((segment) => cleanSegment(segment))) {
    room -= utf8(folder).length + 1
    if (room < 0) break
    folders.push(folder)
  }
  return [...folders, name].join('/')
}

/**
 * Turns any names a browser or a disk gives into paths that `checkPaths` accepts, in the same order: foreign characters become `_`, long names are
 * shortened, names that would collide are numbered. Never throws.
 */
export function cleanPaths(rawPaths: readonly string[]): string[] {
  const files = new Set<string>()
  const folders = new Set<string>()
  const isFree = (path: string): boolean => {
    const folded = foldPath(path)
    const parents = folded.split('/').slice(0, -1)
    return (
      !files.has(folded) &&
      !folders.has(folded) &&
      !parents.some((_, depth) => files.has(parents.slice(0, depth + 1).join('/')))
    )
  }
  return rawPaths.map((raw) => {
    let number = 1
    let path = cleanPath(raw, number)
    while (!isFree(path)) {
      number += 1
      const asked = number < 1000 ? raw : `_${number}_/${raw}`
      path = cleanPath(asked, number)
    }
    const folded = foldPath(path)
    files.add(folded)
    for (let slash = folded.indexOf('/'); slash !== -1; slash = folded.indexOf('/', slash + 1))
      folders.add(folded.slice(0, slash))
    return path
  })
}
