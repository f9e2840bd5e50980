import { DropError } from '../format/drop-error.ts'
import type { FileSource } from './send-state.ts'

/** The files chosen in a file input; those of a chosen folder carry its name in their path. */
export function sourcesFromInput(input: HTMLInputElement): FileSource[] {
  return [...(input.files ?? [])].map(fromFile)
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

/** All entries of a folder: a reader gives some at a time (Chromium 100), and none once it gave all (File and Directory Entries API 7.3). */
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

/** What one item is, taken while the event lasts: afterwards it is gone. */
function take(item: DataTransferItem): FileSystemEntry | File | null {
  return item.webkitGetAsEntry() ?? item.getAsFile()
}

/**
 * The files that were dropped or pasted, folders with all that is in them. Call it within the event: what the transfer holds is gone after it.
 * Errors: `file-unreadable`.
 */
export async function sourcesFromTransfer(transfer: DataTransfer): Promise<FileSource[]> {
  const items = [...transfer.items].filter(({ kind }) => kind === 'file').map(take)
  const files = [...transfer.files]
  if (items.length === 0) return files.map(fromFile)
  const found: FileSource[] = []
  for (const item of items) {
    if (item instanceof File) found.push(fromFile(item))
    else if (item !== null) found.push(...(await walk(item)))
  }
  return found
}
