import type { BigIntStats } from 'node:fs'
import { lstat, readdir, realpath, stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { codeOf } from '../../lib/adapters/files/safe-place.ts'
import type { FileSource } from '../../lib/client/send/send-state.ts'
import { MAX_FILES } from '../../lib/format/constants.ts'
import { DropError } from '../../lib/format/drop-error.ts'
import { fileFailure } from '../file-trouble.ts'
import { plainWords } from '../terminal.ts'
import { UsageError } from '../usage-error.ts'
import { DiskFile } from './disk-file.ts'

/** What was found under the paths of a command. */
export interface FoundFiles {
  readonly files: readonly FileSource<DiskFile>[]
  /** What is left out, each with why, for the person. */
  readonly skipped: readonly string[]
}

const SLASH = Buffer.from('/')
const within = (folder: Buffer, name: Buffer) => Buffer.concat([folder, SLASH, name])

/** The files of one folder and those below it. Names are bytes: on some systems not all of them are text. */
class FolderWalk {
  readonly files: FileSource<DiskFile>[] = []
  readonly skipped: string[] = []
  readonly #root: Buffer

  constructor(root: Buffer) {
    this.#root = root
  }

  async walk(folder: Buffer, path: string): Promise<void> {
    const names = await readdir(folder, { encoding: 'buffer' }).catch((error: unknown) => {
      throw fileFailure('file-unreadable', folder.toString(), error)
    })
    for (const name of names.sort((a, b) => Buffer.compare(a, b)))
      await this.#take(within(folder, name), `${path}/${name.toString()}`)
  }

  async #take(place: Buffer, path: string): Promise<void> {
    const found = await statOf(place, lstat)
    if (found.isDirectory()) await this.walk(place, path)
    else if (found.isFile()) await this.#add(place, path, found)
    else if (found.isSymbolicLink()) await this.#follow(place, path)
    else this.skipped.push(`${path}: neither a file nor a folder`)
  }

  /**
   * A link is followed to a file of the same folder: nothing from elsewhere gets in, and nothing goes round in circles.
   */
  async #follow(place: Buffer, path: string): Promise<void> {
    const target = await realpath(place, { encoding: 'buffer' }).catch(() => null)
    if (target === null) this.skipped.push(`${path}: a symbolic link to nothing`)
    else if (target.equals(this.#root)) this.skipped.push(`${path}: a symbolic link to a folder`)
    else if (!target.subarray(0, this.#root.length + 1).equals(Buffer.concat([this.#root, SLASH])))
      this.skipped.push(`${path}: a symbolic link that leads out of the folder`)
    else {
      const found = await statOf(target, lstat)
      if (found.isFile()) await this.#add(target, path, found)
      else this.skipped.push(`${path}: a symbolic link to a folder`)
    }
  }

  async #add(place: Buffer, path: string, found: BigIntStats): Promise<void> {
    const file = new DiskFile(place, found)
    await file.checkReadable()
    if (this.files.length === MAX_FILES) throw new DropError('too-many-files', { limit: MAX_FILES })
    this.files.push({ path, file })
  }
}

async function statOf(
  place: Buffer,
  look: (path: Buffer, options: { bigint: true }) => Promise<BigIntStats>,
): Promise<BigIntStats> {
  return look(place, { bigint: true }).catch((error: unknown) => {
    throw fileFailure('file-unreadable', place.toString(), error)
  })
}

async function findOne(path: string): Promise<FoundFiles> {
  if (path === '') throw new UsageError('One of the paths is empty.')
  const real = await realpath(path, { encoding: 'buffer' }).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') throw new UsageError(`There is no ${plainWords(path)}.`)
    throw fileFailure('file-unreadable', path, error)
  })
  const found = await statOf(real, stat)
  const name = basename(resolve(path))
  if (found.isFile()) {
    const file = new DiskFile(real, found)
    await file.checkReadable()
    return { files: [{ path: name, file }], skipped: [] }
  }
  if (!found.isDirectory()) throw new UsageError(`${plainWords(path)} is neither a file nor a folder.`)
  const walk = new FolderWalk(real.equals(SLASH) ? Buffer.alloc(0) : real)
  await walk.walk(real, name)
  return walk
}

/**
 * The files under `paths`, folders with their names, in a stable order; all of them can be read. A path that is itself
 * a symbolic link is followed.
 * Errors: `UsageError` for what is not there or holds no file, `file-unreadable`, `too-many-files`.
 */
export async function findFiles(paths: readonly string[]): Promise<FoundFiles> {
  const all: FoundFiles[] = []
  for (const path of paths) {
    const found = await findOne(path)
    if (found.files.length === 0) throw new UsageError(`There is no file in ${plainWords(path)}.`)
    all.push(found)
  }
  return { files: all.flatMap(({ files }) => files), skipped: all.flatMap(({ skipped }) => skipped) }
}
