import { DropError } from '../../format/drop-error.ts'
import type { FileSource } from './send-state.ts'
import { inShortTasks } from './short-tasks.ts'

/**
 * Looks at a chosen file for the first time: Chromium asks another process for its size, once, and waits for the answer
 * (0.1 to 0.3 ms).
 */
function firstLook(file: File): number {
  return file.size
}

/**
 * The files chosen in a file input; those of a chosen folder carry its name in their path. The input may be emptied at
 * once.
 */
export async function sourcesFromInput(input: HTMLInputElement): Promise<FileSource[]> {
  const files = [...(input.files ?? [])]
  await inShortTasks(files, firstLook)
  return files.map(fromFile)
}

function fromFile(file: File): FileSource {
  return { path: file.webkitRelativePath || file.name, file }
}

function readFile(entry: FileSystemFileEntry): Promise<FileSource> {
  return new Promise((resolve, reject) => {
    entry.file(
      (file) => resolve({ path: entry.fullPath.replace(/^\/+/, ''), file }),
      (cause) => reject(new DropError('file-unreadable', { cause })),
    )
  })
}

/**
 * All entries of a folder: a reader gives some at a time (Chromium 100), and none once it gave all (File and Directory
 * Entries API 7.3).
 */
async function readFolder(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader()
  const entries: FileSystemEntry[] = []
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, (cause) => reject(new DropError('file-unreadable', { cause })))
    })
    if (some.length === 0) return entries
    entries.push(...some)
  }
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile
}

async function walk(entry: FileSystemEntry): Promise<FileSource[]> {
  if (isFile(entry)) return [await readFile(entry)]
  if (!isFolder(entry)) return []
  const found: FileSource[] = []
  for (const inner of await readFolder(entry)) found.push(...(await walk(inner)))
  return found
}

/** All files in a folder that the browser reaches by handles, each with its own. */
async function walkHandles(folder: FileSystemDirectoryHandle, path: string): Promise<FileSource[]> {
  const found: FileSource[] = []
  for await (const inner of folder.values()) {
    const below = `${path}/${inner.name}`
    if (inner.kind === 'file') found.push({ path: below, file: await inner.getFile(), handle: inner })
    else found.push(...(await walkHandles(inner, below)))
  }
  return found
}

/** What TypeScript's own list of the platform leaves out (File System Access 3.9). */
interface HandleItem {
  getAsFileSystemHandle(): Promise<FileSystemHandle | null>
}

function givesHandles(item: object): item is HandleItem {
  return 'getAsFileSystemHandle' in item
}

function isFileHandle(handle: FileSystemHandle): handle is FileSystemFileHandle {
  return handle.kind === 'file'
}

function isFolderHandle(handle: FileSystemHandle): handle is FileSystemDirectoryHandle {
  return handle.kind === 'directory'
}

async function readHandle(handle: FileSystemHandle): Promise<FileSource[]> {
  if (isFileHandle(handle)) return [{ path: handle.name, file: await handle.getFile(), handle }]
  return isFolderHandle(handle) ? walkHandles(handle, handle.name) : []
}

/** What one item is, taken while the event lasts: afterwards it is gone. */
interface TakenItem {
  readonly content: FileSystemEntry | File | null
  /** `null` where the browser gives none. */
  readonly handle: Promise<FileSystemHandle | null>
}

function take(item: DataTransferItem): TakenItem {
  const handle = givesHandles(item) ? item.getAsFileSystemHandle().catch(() => null) : Promise.resolve(null)
  return { content: item.webkitGetAsEntry() ?? item.getAsFile(), handle }
}

function readContent(content: TakenItem['content']): Promise<FileSource[]> | FileSource[] {
  if (content instanceof File) return [fromFile(content)]
  return content === null ? [] : walk(content)
}

async function readItem({ content, handle: given }: TakenItem): Promise<FileSource[]> {
  // A pasted picture is a file of the page's own: a handle to it leads nowhere after a reload.
  const handle = content instanceof File ? null : await given
  try {
    if (handle !== null) return await readHandle(handle)
  } catch {
    // The older way may still read it, and says itself where it cannot.
  }
  return readContent(content)
}

/**
 * The files that were dropped or pasted, folders with all that is in them, with handles where the browser gives some.
 * Call it within the event: what the transfer holds is gone after it. Errors: `file-unreadable`.
 */
export async function sourcesFromTransfer(transfer: DataTransfer): Promise<FileSource[]> {
  const items = [...transfer.items].filter(({ kind }) => kind === 'file').map(take)
  const files = [...transfer.files]
  if (items.length === 0) return files.map(fromFile)
  const found: FileSource[] = []
  for (const item of items) found.push(...(await readItem(item)))
  return found
}
