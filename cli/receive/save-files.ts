import { join } from 'node:path'
import { PartFile, type PartMark, savingTo } from '../../lib/adapters/files/part-file.ts'
import { makeParents } from '../../lib/adapters/files/safe-place.ts'
import { checkNotCancelled } from '../../lib/adapters/http/retry.ts'
import { TagCheck, TagKeeper } from '../../lib/adapters/node-crypto/tag-check.ts'
import { restOfPlan } from '../../lib/client/receive/rest-of-plan.ts'
import { filesOf } from '../../lib/client/receive/saved-name.ts'
import type { SelectionPlan } from '../../lib/client/receive/selection.ts'
import { splitPayload } from '../../lib/crypto/split-payload.ts'
import { totalBytes } from '../../lib/format/bytes.ts'
import type { FileEntry } from '../../lib/format/manifest.ts'
import type { PrefixCheck } from '../../lib/ports/prefix-check.ts'
import { withPatience } from '../with-patience.ts'
import { type Download, useChunks } from './download.ts'
import { FileHashes } from './file-hashes.ts'
import { findNamed, giveNames, identify, isReceivedAgain, type Naming } from './give-names.ts'
import { type Journal, removeJournal, writeJournal } from './journal.ts'
import { OwnParts } from './own-parts.ts'
import { checkFree, type Places, partNames, realFolder } from './places.ts'
import { showProgress } from './show-progress.ts'

/** A file that was received. */
export interface SavedEntry {
  /** Where it is; of what went to standard output, its name. */
  readonly path: string
  /** Bytes. */
  readonly size: number
  /** Hexadecimal; `null` where nobody asked. */
  readonly sha256: string | null
}

/** What is saved, and how. */
export interface SaveRequest {
  readonly plan: SelectionPlan
  readonly places: Places
  readonly force: boolean
  readonly wantsHash: boolean
  /** What an earlier try has left at the same places; `null` for nothing. */
  readonly earlier: Journal | null
}

/** What was written is flushed every so many bytes. */
const FLUSH_BYTES = 32 * 2 ** 20
/**
 * How far a download is, is noted with a flush, but no sooner than so many ms after the last time: a fast line flushes
 * 25 times a second.
 */
const NOTE_MS = 250
const NOTHING: PartMark = { bytes: 0, check: '' }

/** One selection on its way to its `.part` files. */
class Saving {
  readonly #download: Download
  readonly #request: SaveRequest
  readonly #files: readonly FileEntry[]
  readonly #parts: readonly string[]
  readonly #hashes: FileHashes
  #root: string
  #done = 0
  readonly #tags = new TagKeeper()
  #mark: PartMark = NOTHING
  #marking: Promise<void> | null = null
  #open: PartFile | null = null
  #marked = 0
  #notedAt = 0
  #bytes = 0
  /** Files that have their names, of a try that was broken off while it gave them. */
  #named: ReadonlySet<number> = new Set()
  /** Which file each was when those got their names, and from which on they are received again. */
  #former: { readonly naming: readonly string[]; readonly again: number } | null = null
  readonly #own: OwnParts
  /** Which file each is, once all are verified. */
  #naming: readonly string[] | null = null

  constructor(download: Download, request: SaveRequest) {
    this.#download = download
    this.#request = request
    this.#files = filesOf(download.link.manifest, request.plan)
    this.#parts = partNames(request.places.targets)
    this.#hashes = new FileHashes(request.wantsHash)
    this.#root = request.places.root
    const mayReplace = request.force || request.earlier !== null
    this.#own = new OwnParts((place) => this.#path(this.#parts[place]), mayReplace ? this.#parts.length : 0)
  }

  #path(name: string | undefined): string {
    if (name === undefined) throw new Error('a file without a place')
    return join(this.#root, name)
  }

  async prepare(): Promise<void> {
    const { places, force, earlier } = this.#request
    this.#root = await realFolder(this.#root)
    if (earlier !== null) await this.#goOnWith(earlier)
    const unnamed = places.targets.filter((_, place) => !this.#named.has(place))
    await checkFree(this.#root, unnamed, force)
    await checkFree(this.#root, this.#parts, force || earlier !== null)
  }

  async #goOnWith({ files, bytes, check, naming, again }: Journal): Promise<void> {
    this.#done = files
    this.#mark = { bytes, check }
    if (naming === undefined) return
    const { named, lost } = await findNamed(this.#places, naming)
    this.#named = named
    if (lost === null) this.#naming = naming
    else if (again !== undefined && isReceivedAgain(lost, again)) this.#former = { naming, again }
    else {
      // What somebody took away is received again, and what follows it: a download goes on from one place.
      this.#former = { naming, again: lost }
      this.#done = lost
      this.#mark = NOTHING
    }
  }

  get #places(): Naming {
    return { root: this.#root, targets: this.#request.places.targets, parts: this.#parts }
  }

  /** Whether every byte is on the disk and verified. */
  get isVerified(): boolean {
    return this.#naming !== null || (this.#former !== null && this.#done === this.#files.length)
  }

  #note(): Promise<void> {
    const { link, connection } = this.#download
    const { plan, places } = this.#request
    const naming = this.#naming === null ? this.#former : { naming: this.#naming }
    this.#notedAt = connection.now()
    return writeJournal(connection.folder, link.locator, {
      root: places.root,
      targets: [...places.targets],
      selection: plan.selection === 'all' ? 'all' : [...plan.selection],
      files: this.#done,
      ...this.#mark,
      ...(naming !== null && { ...naming, naming: [...naming.naming] }),
    })
  }

  #check(): PrefixCheck {
    const { payloadKey, geometry, manifest } = this.#download.link
    const place = this.#request.plan.places[this.#done]
    if (place === undefined) throw new Error('no file is left')
    return new TagCheck({ payloadKey, geometry, partSalts: manifest.partSalts }, place, this.#tags)
  }

  /** The next file's `.part`, from where it was left or anew. What was left and is another now goes. */
  async #begin(): Promise<PartFile> {
    const target = this.#request.places.targets[this.#done] ?? ''
    const path = this.#path(this.#parts[this.#done])
    await savingTo(() => makeParents(this.#root, target))
    if (this.#mark.bytes > 0) {
      const part = await PartFile.goOn(path, this.#mark, this.#check(), this.#hashes.begin(this.#done))
      if (part !== null) return part
      this.#download.terminal.say('What was received before has changed; that file begins anew.')
      this.#mark = NOTHING
    }
    await this.#own.clear(this.#done)
    const part = await PartFile.create(path, this.#check(), this.#hashes.begin(this.#done))
    this.#own.begin(this.#done)
    return part
  }

  /** Begins, before anything is fetched: what is left of the first file decides where. */
  async run(signal: AbortSignal): Promise<void> {
    await this.#note()
    let ready = this.#done < this.#files.length ? await this.#begin() : null
    this.#open = ready
    const { geometry, manifest } = this.#download.link
    const rest = restOfPlan(manifest, geometry, this.#request.plan, { files: this.#done, bytes: this.#mark.bytes })
    const progress = this.#meter()
    await withPatience(this.#download.terminal, signal, (patience, both) =>
      useChunks(this.#download, rest, { patience, openPart: this.#tags.openPart }, both, async (chunks) => {
        for await (const { bytes } of splitPayload(geometry, rest, chunks)) {
          const part = ready ?? (await this.#begin())
          ready = null
          this.#open = part
          for await (const pieces of bytes) {
            this.#bytes += totalBytes(pieces)
            await part.take(pieces)
            progress(this.#bytes)
            if (this.#bytes - this.#marked >= FLUSH_BYTES) this.#takeMark(part)
          }
          await this.#end(part)
        }
      }),
    )
  }

  #meter(): (doneBytes: number) => void {
    const { plan } = this.#request
    this.#bytes = plan.places.slice(0, this.#done).reduce((sum, { size }) => sum + size, this.#mark.bytes)
    this.#marked = this.#bytes
    if (this.#bytes > 0) this.#download.terminal.say('Going on where it stopped.')
    return showProgress(this.#download, this.#bytes, plan.bytes)
  }

  /**
   * Has what was written flushed and noted, while more is written: one mark at a time, so that the disk is never far
   * behind when the last byte has come.
   */
  #takeMark(part: PartFile): void {
    if (this.#marking !== null) return
    this.#marked = this.#bytes
    const marking = this.#flushed(part).finally(() => {
      this.#marking = null
    })
    this.#marking = marking
    marking.catch(() => {}) // a disk that fails refuses the next write, too, or the last flush
  }

  async #flushed(part: PartFile): Promise<void> {
    this.#mark = await part.mark()
    if (this.#download.connection.now() - this.#notedAt >= NOTE_MS) await this.#note()
  }

  async #end(part: PartFile): Promise<void> {
    await this.#marking
    this.#open = null
    this.#own.write(this.#done, await part.close(this.#files[this.#done]?.mtime ?? null))
    this.#done += 1
    this.#mark = NOTHING
    if (this.#bytes - this.#marked >= FLUSH_BYTES) {
      this.#marked = this.#bytes
      await this.#note()
    }
  }

  /** Notes how far it came. */
  async stop(): Promise<void> {
    const part = this.#open
    this.#open = null
    await this.#marking?.catch(() => {})
    if (part !== null) {
      this.#mark = await part.mark()
      await part.close(null)
    }
    await this.#note()
  }

  /** Whether there is something to go on with. */
  get hasTaken(): boolean {
    return this.#bytes > 0 || this.isVerified
  }

  /**
   * Every byte was verified: the files get their names. Which file each is, is noted first, so that whoever is stopped
   * in the middle can go on.
   */
  async giveNames(): Promise<SavedEntry[]> {
    if (this.#naming === null) {
      // One that went while others were received again has to come from there.
      if (this.#former !== null) this.#named = (await findNamed(this.#places, this.#former.naming)).named
      const naming = await identify(this.#places, this.#named)
      const swapped = this.#own.swapped(naming, this.#named)
      // From there on they are received again.
      if (swapped !== null) {
        this.#done = swapped.place
        this.#mark = NOTHING
        throw swapped.error
      }
      this.#naming = naming
      await this.#note()
    }
    await giveNames(this.#places, this.#named, this.#request.force)
    const saved: SavedEntry[] = []
    for (const [place, target] of this.#request.places.targets.entries()) {
      const path = this.#path(target)
      const size = this.#files[place]?.size ?? 0
      saved.push({ path, size, sha256: await this.#hashes.take(place, path) })
    }
    return saved
  }

  /** Removes what is not whole. */
  discard(): Promise<void> {
    return this.#own.discard()
  }
}

/**
 * Saves a selection: each file grows under a `.part` name, and all get their own once the last byte was verified. What
 * is broken off stays and is noted, unless `keeps` says no: then it is removed. Errors: `save-failed`, those of
 * `useChunks`.
 */
export async function saveFiles(
  download: Download,
  request: SaveRequest,
  keeps: (error: unknown, hasTaken: boolean) => boolean,
  signal: AbortSignal,
): Promise<SavedEntry[]> {
  const saving = new Saving(download, request)
  const { connection, link } = download
  await saving.prepare()
  checkNotCancelled(signal)
  try {
    if (!saving.isVerified) await saving.run(signal)
    const saved = await saving.giveNames()
    await removeJournal(connection.folder, link.locator)
    return saved
  } catch (error) {
    await saving.stop().catch(() => {})
    if (!keeps(error, saving.hasTaken)) {
      await saving.discard()
      await removeJournal(connection.folder, link.locator)
    }
    throw error
  }
}
