import { DropError } from '../../format/drop-error.ts'
import type { KeptFile } from '../../ports/sender-store.ts'
import type { FileSource } from './send-state.ts'

/**
 * What TypeScript's own list of the platform leaves out: permissions of handles that were kept (File System Access
 * 2.3).
 */
interface AskedHandle {
  queryPermission(descriptor: { mode: 'read' }): Promise<PermissionState>
  requestPermission(descriptor: { mode: 'read' }): Promise<PermissionState>
}

function isAsked(handle: object): handle is AskedHandle {
  return 'queryPermission' in handle && 'requestPermission' in handle
}

async function mayRead(handle: FileSystemFileHandle): Promise<boolean> {
  if (!isAsked(handle)) return true
  const wanted = { mode: 'read' } as const
  return (await handle.queryPermission(wanted)) === 'granted' || (await handle.requestPermission(wanted)) === 'granted'
}

async function reach({ rawPath, handle }: KeptFile): Promise<FileSource> {
  if (handle === null || !(await mayRead(handle))) throw new DropError('file-unreadable')
  return { path: rawPath, file: await handle.getFile(), handle }
}

/**
 * The files behind kept handles, in order. The browser may ask the sender, so call it from a click. One file after the
 * other: a browser shows one question at a time.
 * Errors: `file-unreadable` where the sender says no, or a file is gone.
 */
export async function reachFiles(files: readonly KeptFile[]): Promise<readonly FileSource[]> {
  const sources: FileSource[] = []
  try {
    for (const file of files) sources.push(await reach(file))
  } catch (cause) {
    throw new DropError('file-unreadable', { cause })
  }
  return sources
}
