import type { Bytes } from '../../format/bytes.ts'
import { cleanPaths } from '../../format/clean-paths.ts'
import { MAX_FILES, MAX_MTIME } from '../../format/constants.ts'
import { DropError } from '../../format/drop-error.ts'
import { cleanType } from '../../format/encode-manifest.ts'
import type { FileEntry } from '../../format/manifest.ts'
import type { FileFacts, FileSource, PickedFile } from './send-state.ts'

/** A picked file and what its bytes are read from. */
export interface PickedSource extends PickedFile {
  /** The path where the sender took it from. */
  readonly rawPath: string
  readonly file: FileFacts
  /** By which the browser reaches the file again after a reload, where it gives one. */
  readonly handle?: FileSystemFileHandle
}

function withCleanPaths(sources: readonly Omit<PickedSource, 'path'>[]): readonly PickedSource[] {
  const paths = cleanPaths(sources.map(({ rawPath }) => rawPath))
  return sources.map((source, index) => ({ ...source, path: paths[index] ?? '' }))
}

/** Bytes of all files. */
export function totalBytes(files: readonly { readonly size: number }[]): number {
  return files.reduce((sum, { size }) => sum + size, 0)
}

/** Refuses more than a drop may hold. Errors: `too-many-files`, `too-large`. */
export function checkLimits(files: readonly PickedFile[], maxBytes: number): void {
  if (files.length > MAX_FILES) throw new DropError('too-many-files', { limit: MAX_FILES })
  if (totalBytes(files) > maxBytes) throw new DropError('too-large', { limit: maxBytes })
}

/** The list with `sources` at its end, all under paths that every file system takes. `nextKey` names each file anew. */
export function appendFiles(
  files: readonly PickedSource[],
  sources: readonly FileSource<FileFacts>[],
  nextKey: () => string,
): readonly PickedSource[] {
  const added = sources.map(({ path, ...source }) => ({
    ...{ key: nextKey(), rawPath: path, size: source.file.size },
    ...source,
  }))
  return withCleanPaths([...files, ...added])
}

/** The list without one file; paths that were numbered for its sake lose their number. */
export function withoutFile(files: readonly PickedSource[], key: string): readonly PickedSource[] {
  return withCleanPaths(files.filter((file) => file.key !== key))
}

/** What was written, as something to be stored. Its name is seen nowhere. */
export function writtenSource(name: string, bytes: Bytes): PickedSource {
  return { key: name, path: name, rawPath: name, size: bytes.length, file: new File([bytes], name) }
}

/** What the manifest says of a file. */
export function entryOf({ path, size, file }: PickedSource): FileEntry {
  const { lastModified } = file
  const isTime = Number.isSafeInteger(lastModified) && lastModified >= 0 && lastModified <= MAX_MTIME
  return { path, size, type: cleanType(file.type), mtime: isTime ? lastModified : null }
}
