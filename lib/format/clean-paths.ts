import { utf8 } from './bytes.ts'
import { MAX_PATH_BYTES, MAX_SEGMENT_BYTES } from './constants.ts'
import { DEVICE, FORBIDDEN, foldPath, isSafePath } from './path.ts'

const FORBIDDEN_OR_SLASH = new RegExp(`${FORBIDDEN.source}|/`, 'gu')

/** The folders above a path, from the top. */
function foldersOf(path: string): string[] {
  const folders: string[] = []
  for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1))
    folders.push(path.slice(0, slash))
  return folders
}

const bytesIn = (text: string): number => utf8(text).length
const join = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`)

/** The longest beginning of `text` of at most `bytes` UTF-8 bytes, cut between characters. */
export function cutToBytes(text: string, bytes: number): string {
  // No character takes more than three bytes for a UTF-16 unit.
  if (text.length * 3 <= bytes) return text
  let cut = ''
  let used = 0
  for (const character of text) {
    used += bytesIn(character)
    if (used > bytes) break
    cut += character
  }
  return cut
}

/** Splits `name.tar` into `name` and `.tar`; an extension has at most 16 characters. */
function splitExtension(segment: string): [string, string] {
  const dot = segment.lastIndexOf('.')
  return dot > 0 && segment.length - dot <= 16 ? [segment.slice(0, dot), segment.slice(dot)] : [segment, '']
}

/** A safe segment from any text; `number` 2 and more goes between name and extension. A safe segment stays as it is. */
function cleanSegment(raw: string, number = 1): string {
  const allowed = raw.toWellFormed().normalize('NFC').replace(FORBIDDEN_OR_SLASH, '_')
  const trimmed = allowed.replace(/^ +/, '').replace(/[ .]+$/, '')
  const plain = trimmed === '' ? 'file' : trimmed
  const [stem, extension] = splitExtension(DEVICE.test(plain) ? `_${plain}` : plain)
  const ending = number > 1 ? ` (${number})${extension}` : extension
  const short = `${cutToBytes(stem, MAX_SEGMENT_BYTES - bytesIn(ending))}${ending}`.replace(/[ .]+$/, '')
  // A cut can leave a device name behind (`con`, many spaces, more), or nothing (many dots, more).
  if (short === '') return 'file'
  return DEVICE.test(short) ? short.replace(/^./, '_') : short
}

/** Names that are given away already, folded, and the folders that had to be called otherwise. */
class PathRegister {
  readonly #taken = new Map<string, 'file' | 'folder'>()
  readonly #folders = new Map<string, string>()
  readonly #numbers = new Map<string, number>()

  place(raw: string): string {
    const path = this.#placeAsItIs(raw) ?? this.#placeCleaned(raw)
    const folded = foldPath(path)
    for (const folder of foldersOf(folded)) this.#taken.set(folder, 'folder')
    this.#taken.set(folded, 'file')
    return path
  }

  /** What most paths are: safe, and the only one of their name. */
  #placeAsItIs(raw: string): string | null {
    return isSafePath(raw) && this.#isFree(raw) ? raw : null
  }

  #placeCleaned(raw: string): string {
    const segments = raw.split('/').filter((segment) => segment !== '' && segment !== '.' && segment !== '..')
    const name = segments.pop() ?? ''
    const wanted = [...segments, name].map((segment) => cleanSegment(segment)).join('/')
    return bytesIn(wanted) <= MAX_PATH_BYTES && this.#isFree(wanted) ? wanted : this.#placeOtherwise(segments, name)
  }

  #isFree(path: string): boolean {
    const folded = foldPath(path)
    return !this.#taken.has(folded) && foldersOf(folded).every((folder) => this.#taken.get(folder) !== 'file')
  }

  #placeOtherwise(segments: readonly string[], name: string): string {
    let folder = ''
    for (const segment of segments) {
      // Room for a number in this segment and for a name of any length behind it; folders deeper than that are left
      // out.
      if (bytesIn(join(folder, cleanSegment(segment))) + 16 > MAX_PATH_BYTES - MAX_SEGMENT_BYTES - 1) break
      folder = this.#placeFolder(folder, segment)
    }
    return this.#number(folder, name, (path) => !this.#taken.has(path))
  }

  #placeFolder(parent: string, raw: string): string {
    const wanted = foldPath(join(parent, cleanSegment(raw)))
    const given = this.#folders.get(wanted) ?? this.#number(parent, raw, (path) => this.#taken.get(path) !== 'file')
    this.#folders.set(wanted, given)
    return given
  }

  /**
   * The first numbered form of a name that is free. Counting goes on where it stopped, so that a thousand equal names
   * stay cheap.
   */
  #number(folder: string, raw: string, isFree: (folded: string) => boolean): string {
    const key = foldPath(join(folder, cleanSegment(raw)))
    let number = this.#numbers.get(key) ?? 1
    let path = join(folder, cleanSegment(raw, number))
    while (!isFree(foldPath(path))) {
      number += 1
      path = join(folder, cleanSegment(raw, number))
    }
    this.#numbers.set(key, number)
    return path
  }
}

/**
 * Turns any names a browser or a disk gives into paths that `checkPaths` accepts, in the same order: what is forbidden
 * becomes `_`, long names are shortened, names that would collide are numbered. Safe paths stay as they are, and more
 * names behind change none before. Never throws.
 */
export function cleanPaths(rawPaths: readonly string[]): string[] {
  const register = new PathRegister()
  return rawPaths.map((raw) => register.place(raw))
}
