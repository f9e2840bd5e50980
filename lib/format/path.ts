import { utf8 } from './bytes.ts'
import { MAX_PATH_BYTES, MAX_SEGMENT_BYTES } from './constants.ts'
import { DropError } from './drop-error.ts'

/** C0 and C1 controls, what Windows forbids, and characters that turn the reading direction (Unicode UAX 9). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it refuses
export const FORBIDDEN = /[\u0000-\u001f\u007f-\u009f\\<>:"|?*\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u
const LONE_SURROGATE = /\p{Surrogate}/u
/** Device names of Windows, with any extension ("Naming Files, Paths, and Namespaces"). */
export const DEVICE = /(^|\/)(con|prn|aux|nul|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3]) *(\.|\/|$)/i
/** A segment that is empty, that begins with a space, or ends with a space or a dot: `.` and `..` do. */
const BAD_EDGE = /(^|\/)( |\/|$)|[ .](\/|$)/
/** A segment that may have more than 255 bytes: no character takes more than three for a UTF-16 unit. */
const LONG_SEGMENT = new RegExp(`[^/]{${Math.floor(MAX_SEGMENT_BYTES / 3) + 1}}`)

/** Looks at whole paths: a hostile one has 512 segments, and a manifest 8 MiB of them. */
export function isSafePath(path: string): boolean {
  return (
    path.length <= MAX_PATH_BYTES &&
    utf8(path).length <= MAX_PATH_BYTES &&
    !BAD_EDGE.test(path) &&
    !FORBIDDEN.test(path) &&
    !LONE_SURROGATE.test(path) &&
    !DEVICE.test(path) &&
    path.normalize('NFC') === path &&
    (!LONG_SEGMENT.test(path) || path.split('/').every((segment) => utf8(segment).length <= MAX_SEGMENT_BYTES))
  )
}

/**
 * A path as it may stand in a manifest (format.md, "Paths"): relative, NFC, and the same file on every system. Errors:
 * `path-invalid`.
 */
export function parsePath(path: string): string {
  if (!isSafePath(path)) throw new DropError('path-invalid')
  return path
}

/**
 * What two names that some file systems take for one have in common. Lower case alone would keep apart what they do
 * not: a sigma at a word's end from the other, a long s from the round one.
 */
export function foldPath(path: string): string {
  return path.normalize('NFC').toLowerCase().toUpperCase().normalize('NFC')
}

/**
 * Refuses paths that are unsafe, that collide on some file system, or where one is a folder of another. Errors:
 * `path-invalid`.
 *
 * [Note: Neighbours] With U+0000, which no path holds, for the slash, whatever lies in a folder sorts right behind the
 * folder's own name, before any other name that begins like it. So only neighbours need comparing: a list of all
 * folders would grow with the square of a hostile path's depth. Splitting and joining makes flat strings, where V8's
 * replaceAll keeps a piece for every slash.
 */
export function checkPaths(paths: readonly string[]): void {
  const sorted = paths.map((path) => foldPath(parsePath(path)).split('/').join('\0')).sort()
  for (const [index, path] of sorted.entries()) {
    const next = sorted[index + 1]
    if (next === path || next?.startsWith(`${path}\0`)) throw new DropError('path-invalid')
  }
}
