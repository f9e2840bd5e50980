import { appendFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Bytes } from '../../format/bytes.ts'
import { DropError } from '../../format/drop-error.ts'
import type { KeptDrop, SenderStore } from '../../ports/sender-store.ts'
import type { DropId } from '../../wire/fields.ts'
import { underFileLock } from './file-lock.ts'
import { keptJson, parseDrop, parseParts, parseUpload, partLine } from './kept-json.ts'
import { readPrivate, removePrivate, writePrivate } from './private-files.ts'
import { codeOf, statAt } from './safe-place.ts'

const ENDINGS = { drop: '.drop.json', upload: '.upload.json', parts: '.parts' } as const

/** The change itself failed, not the disk. */
class ChangeFailed extends Error {
  override readonly name = 'ChangeFailed'
}

async function orSaveFailed<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof ChangeFailed) throw error.cause
    throw new DropError('save-failed', { subject: 'list', cause: error })
  }
}

async function readAll<T>(folder: string, ending: string, parse: (text: string) => T | null): Promise<T[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return []
    throw error
  })
  const texts = await Promise.all(
    names.filter((name) => name.endsWith(ending)).map((name) => readPrivate(join(folder, name))),
  )
  return texts.map((text) => (text === null ? null : parse(text))).filter((kept) => kept !== null)
}

class SenderFiles implements SenderStore {
  readonly #folder: string
  /** Changes of this program wait here, so that they ask for the lock one by one. */
  #last: Promise<unknown> = Promise.resolve()

  constructor(folder: string) {
    this.#folder = folder
  }

  readonly drops = (): Promise<readonly KeptDrop[]> =>
    orSaveFailed(async () => {
      const drops = await readAll(this.#folder, ENDINGS.drop, parseDrop)
      return drops.sort((a, b) => b.createdAt - a.createdAt)
    })

  readonly changeDrop: SenderStore['changeDrop'] = (id, change) =>
    this.#alone(async () => {
      const path = this.#pathOf(id, 'drop')
      const text = await readPrivate(path)
      const before = text === null ? null : parseDrop(text)
      const after = this.#change(before, change)
      if (after === null) await removePrivate(path)
      else if (after !== before) await writePrivate(path, keptJson(after))
      return after
    })

  readonly uploads: SenderStore['uploads'] = () =>
    orSaveFailed(async () => {
      const uploads = await readAll(this.#folder, ENDINGS.upload, parseUpload)
      return Promise.all(
        uploads.map(async (upload) => ({
          upload,
          parts: parseParts((await readPrivate(this.#pathOf(upload.id, 'parts'))) ?? ''),
        })),
      )
    })

  readonly putUpload: SenderStore['putUpload'] = (upload) =>
    this.#alone(() => writePrivate(this.#pathOf(upload.id, 'upload'), keptJson(upload)))

  /**
   * Appended and not flushed: what a machine without power loses of it is sealed and stored again, under a salt of its
   * own.
   */
  readonly putPart = (id: DropId, number: number, salt: Bytes): Promise<void> =>
    this.#alone(async () => {
      if ((await statAt(this.#pathOf(id, 'upload'))) === null) return
      await appendFile(this.#pathOf(id, 'parts'), partLine(number, salt), { mode: 0o600 })
    })

  readonly removeUpload = (id: DropId): Promise<void> =>
    this.#alone(async () => {
      await removePrivate(this.#pathOf(id, 'parts'))
      await removePrivate(this.#pathOf(id, 'upload'))
    })

  readonly keeping = (value?: boolean): Promise<boolean> => {
    const path = join(this.#folder, 'not-kept')
    return this.#alone(async () => {
      if (value === true) await removePrivate(path)
      else if (value === false) await writePrivate(path, '')
      return (await readPrivate(path)) === null
    })
  }

  #pathOf(id: DropId, what: keyof typeof ENDINGS): string {
    return join(this.#folder, `${id}${ENDINGS[what]}`)
  }

  #change(before: KeptDrop | null, change: (kept: KeptDrop | null) => KeptDrop | null): KeptDrop | null {
    try {
      return change(before)
    } catch (cause) {
      throw new ChangeFailed('the change failed', { cause })
    }
  }

  #alone<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(() => orSaveFailed(() => underFileLock(join(this.#folder, 'list.lock'), work)))
    this.#last = done.catch(() => {})
    return done
  }
}

/**
 * What this account remembers of what it sent to one instance: in `folder`, one file a drop, which nobody else may
 * read. Programs that run side by side lose no change of each other.
 */
export function openSenderFiles(folder: string): SenderStore {
  return new SenderFiles(folder)
}
