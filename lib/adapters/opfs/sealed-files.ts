import type { Bytes } from '../../format/bytes.ts'
import type { SealedFile, SealedFiles } from '../../ports/sealed-file.ts'
import { ownFiles, removeAbandoned } from './file-owners.ts'
import { holdsMemoryBeside, letGo } from './let-go.ts'
import { createPrivateFile, type PrivateFile } from './private-file.ts'
import { sealedFolder } from './private-folders.ts'

/** Less is quicker held in memory; notes are. */
const LEAST_BYTES = 2 ** 21
/**
 * A disk is slow that takes fewer bytes per ms; a busy machine can look like that, and needs memory and processor even
 * more. ...
 */
const SLOW = (25 * 2 ** 20) / 1000
/** ... It is left alone once it was slow so often in a row. */
const MOST_SLOW = 3

/** The folder is there in a moment, or memory does. */
const OPEN_MS = 2000

/** Rejects where there is no folder, and where none says so. */
function ownFolder(owner: string): Promise<FileSystemDirectoryHandle> {
  return new Promise((resolve, reject) => {
    setTimeout(reject, OPEN_MS, new Error('no private folder came'))
    sealedFolder()
      .then(async (folder) => {
        await ownFiles(folder, owner)
        resolve(folder)
      })
      .catch(reject)
  })
}

/** A file that says, once it is whole, whether the disk was slow with it. */
function timed(file: PrivateFile, length: number, tell: (isSlow: boolean) => void): SealedFile {
  let spent = 0
  return {
    write(piece: Bytes, at: number) {
      const begun = performance.now()
      file.write(piece, at)
      spent += performance.now() - begun
      letGo(piece)
    },
    finish() {
      tell(spent * SLOW > length)
      return file.finish()
    },
    remove: () => file.remove(),
  }
}

/**
 * Opens files in a worker, whose name among all is `owner`, as long as they are of use: where files are kept in memory
 * or the disk is slow, none; nor where a Blob costs no more (Note: Memory beside the engine).
 */
export function createSealedFiles(owner: string): SealedFiles {
  let folder: Promise<FileSystemDirectoryHandle> | null = null
  let isOfUse = holdsMemoryBeside()
  let isOnDisk = false
  let slow = 0
  let last = 0

  function noteSpeed(isSlow: boolean): void {
    slow = isSlow ? slow + 1 : 0
    if (slow === MOST_SLOW) isOfUse = false
  }

  async function open(length: number): Promise<SealedFile | null> {
    if (!isOfUse || length < LEAST_BYTES) return null
    try {
      folder ??= ownFolder(owner)
      last += 1
      const file = await createPrivateFile(await folder, `${owner}.${last}`)
      // What the first one says holds for all: they lie in one folder.
      isOnDisk ||= file.isAtOnce()
      if (isOnDisk) return timed(file, length, noteSpeed)
      await file.remove()
    } catch {
      // Refused in private windows and old browsers, with various errors.
    }
    isOfUse = false
    return null
  }

  return {
    open,
    letGo,
    giveUp() {
      isOfUse = false
    },
  }
}

/** Removes what workers that are no more have left. Never fails. */
export const removeSealedFiles = () => removeAbandoned(sealedFolder)
