import type { FileEntry } from '../../format/manifest.ts'
import type { FilesManifest } from './open-link.ts'
import type { SelectionPlan } from './selection.ts'

function zipName(files: readonly FileEntry[], now: number): string {
  const [first = ''] = (files[0]?.path ?? '').split('/')
  if (files.every(({ path }) => path.startsWith(`${first}/`))) return `${first}.zip`
  const day = new Date(now)
  const two = (value: number) => String(value).padStart(2, '0')
  return `snowdrop-${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}.zip`
}

/**
 * Under which name files are saved: the only one's own, or the zip's; `now` (Unix ms) dates a zip of files without a
 * common folder.
 */
export function savedName(files: readonly FileEntry[], now: number): string {
  const [only, ...others] = files
  if (only !== undefined && others.length === 0) return only.path.slice(only.path.lastIndexOf('/') + 1)
  return zipName(files, now)
}

/** The files of a selection, in order. */
export function filesOf({ files }: FilesManifest, { places }: SelectionPlan): readonly FileEntry[] {
  return places.flatMap(({ index }) => files[index] ?? [])
}
