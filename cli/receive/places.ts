import { mkdir, realpath } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { codeOf, lookAtPlace, statAt } from '../../lib/adapters/files/safe-place.ts'
import type { FilesManifest } from '../../lib/client/receive/open-link.ts'
import { savedFile } from '../../lib/client/receive/saved-file.ts'
import { filesOf } from '../../lib/client/receive/saved-name.ts'
import type { SelectionPlan } from '../../lib/client/receive/selection.ts'
import { cutToBytes } from '../../lib/format/clean-paths.ts'
import { MAX_SEGMENT_BYTES } from '../../lib/format/constants.ts'
import { DropError } from '../../lib/format/drop-error.ts'
import { foldPath } from '../../lib/format/path.ts'
import { FileTrouble } from '../file-trouble.ts'
import { UsageError } from '../usage-error.ts'

/** Where a selection goes. */
export interface Places {
  /** Absolute, and no symbolic link. */
  readonly root: string
  /** Under it, with `/`: one for each file of the selection; or only the zip's. */
  readonly targets: readonly string[]
}

async function isFolder(path: string): Promise<boolean> {
  return realpath(path).then(
    async (real) => (await statAt(real))?.isDirectory() === true,
    () => false,
  )
}

/** One file's place: in a folder that is there or was said with a slash, else under the very name. */
async function placeOne(out: string | null, name: string): Promise<Places> {
  if (out === null) return { root: process.cwd(), targets: [name] }
  if (/[/\\]$/.test(out) || (await isFolder(out))) return { root: resolve(out), targets: [name] }
  return { root: dirname(resolve(out)), targets: [basename(resolve(out))] }
}

/**
 * Where a plan's files go; `out` as it was said, `now` (Unix ms) names a folder or zip of files without a common
 * folder. Errors: `UsageError` where several files are to go into one.
 */
export async function findPlaces(
  manifest: FilesManifest,
  plan: SelectionPlan,
  { out, zip, now }: { readonly out: string | null; readonly zip: boolean; readonly now: number },
): Promise<Places> {
  const files = filesOf(manifest, plan)
  const { name } = savedFile(files, now)
  if (files.length === 1) return placeOne(out, name)
  if (zip) return placeOne(out, name)
  const targets = files.map(({ path }) => path)
  if (out === null) {
    const [common = ''] = (targets[0] ?? '').split('/')
    const hasFolder = targets.every((path) => path.startsWith(`${common}/`))
    return { root: resolve(hasFolder ? '.' : name.slice(0, -'.zip'.length)), targets }
  }
  const stat = await statAt(resolve(out))
  if (stat !== null && !(await isFolder(out)))
    throw new UsageError('Several files need a folder, and -o names a file. Say a folder, or --zip.')
  return { root: resolve(out), targets }
}

/**
 * The name under which a target is written until it is whole: none of the `targets`, which are folded, and no longer
 * than names may be.
 */
export function partName(target: string, targets: ReadonlySet<string>): string {
  const slash = target.lastIndexOf('/') + 1
  const [folder, name] = [target.slice(0, slash), target.slice(slash)]
  for (let number = 1; ; number += 1) {
    const ending = number === 1 ? '.part' : `.${number}.part`
    const stem = cutToBytes(name, MAX_SEGMENT_BYTES - ending.length)
    const candidate = `${folder}${stem}${ending}`
    if (!targets.has(foldPath(candidate))) return candidate
  }
}

/** Every target's part name, in order. */
export function partNames(targets: readonly string[]): string[] {
  const taken = new Set(targets.map((target) => foldPath(target)))
  return targets.map((target) => {
    const part = partName(target, taken)
    taken.add(foldPath(part))
    return part
  })
}

/**
 * Refuses to write where something is. `mayBeThere` for what was asked to be replaced, or is our own. Errors:
 * `save-failed` (`exists`, `place`).
 */
export async function checkFree(root: string, paths: readonly string[], mayBeThere: boolean): Promise<void> {
  for (const path of paths) {
    const found = await lookAtPlace(root, path)
    if (found === null) continue
    const cause = new FileTrouble(join(root, path))
    if (!found.isFile()) throw new DropError('save-failed', { subject: 'place', cause })
    if (!mayBeThere) throw new DropError('save-failed', { subject: 'exists', cause })
  }
}

/**
 * Makes a folder and those above it, one by one: Node's own way never ends where the system says of a folder that is
 * there that it is not, as that of `/proc` does. Errors: `save-failed` (`folder`).
 */
export async function makeFolder(path: string): Promise<void> {
  if (await isFolder(path)) return
  if (dirname(path) !== path) await makeFolder(dirname(path))
  try {
    await mkdir(path)
  } catch (cause) {
    // Another program may have made it meanwhile.
    if (codeOf(cause) === 'EEXIST' && (await isFolder(path))) return
    throw new DropError('save-failed', { subject: 'folder', cause: new FileTrouble(path, cause) })
  }
}

/** The path of a folder without symbolic links. Errors: the system's, where it is not there. */
export const realFolder = (root: string): Promise<string> => realpath(join(root))
