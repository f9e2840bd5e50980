import { DropError } from '../../format/drop-error.ts'
import type { KeptFile } from '../../ports/sender-store.ts'
import type { FileFacts, FileSource } from './send-state.ts'

/** What tells a file from another one without reading it. A path cannot hold a NUL. */
function nameOf(path: string, size: number, lastModified: number): string {
  return `${path}\0${size}\0${lastModified}`
}

/**
 * The chosen files in the order in which they were kept. They must be exactly those: what is stored already is sealed
 * from them, byte by byte.
 * Errors: `file-changed` where one is missing, differs in size or time, or is one too many.
 */
export function sameFiles(
  kept: readonly KeptFile[],
  chosen: readonly FileSource<FileFacts>[],
): readonly FileSource<FileFacts>[] {
  const waiting = new Map<string, FileSource<FileFacts>[]>()
  for (const source of chosen) {
    const name = nameOf(source.path, source.file.size, source.file.lastModified)
    waiting.set(name, [...(waiting.get(name) ?? []), source])
  }
  const found = kept.map(({ rawPath, size, lastModified, handle }) => {
    const source = waiting.get(nameOf(rawPath, size, lastModified))?.shift()
    if (source === undefined) throw new DropError('file-changed')
    return handle === null || source.handle ? source : { ...source, handle }
  })
  if (found.length !== chosen.length) throw new DropError('file-changed')
  return found
}
