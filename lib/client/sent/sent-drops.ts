import { ContentKey } from '../../crypto/content-key.ts'
import type { RandomSource } from '../../crypto/random-source.ts'
import { DropError, isDropError } from '../../format/drop-error.ts'
import { parseHeader } from '../../format/header.ts'
import type { LinkOwnerApi, SenderApi } from '../../ports/drop-api.ts'
import type { KeptDrop, KeptLink, SenderStore } from '../../ports/sender-store.ts'
import type { DropId, Locator } from '../../wire/fields.ts'
import type { StretchPassword } from '../password/stretch-password.ts'
import { unkeepRefused } from '../send/keep-sent.ts'
import type { MakeNewLink } from '../send/new-link.ts'
import type { LinkChoice } from '../send/send-state.ts'
import { createStateCell } from '../state-cell.ts'
import { toDropError } from '../to-drop-error.ts'
import { MOST_EXPORT_BYTES, openExport, sealExport } from './seal-export.ts'
import type { SentChanges } from './sent-changes.ts'
import type { Imported, LinkEdit, SentDrops, SentState } from './sent-state.ts'
import {
  cleanLabel,
  isSame,
  type KnownDrop,
  knownFrom,
  mayChange,
  mergeDrop,
  NOT_ASKED,
  needsPassword,
  sentDrop,
} from './sent-view.ts'
import { Watch, type WatchDeps } from './sent-watch.ts'

/** What the list of sent drops depends on. */
export interface SentDropsDeps extends WatchDeps {
  readonly store: SenderStore
  readonly api: Pick<SenderApi, 'show' | 'revoke'>
  readonly links: LinkOwnerApi
  readonly newLink: MakeNewLink
  readonly stretch: StretchPassword
  readonly random: RandomSource
  readonly changes: SentChanges
  /** The instance's address: links lead there. */
  readonly base: string
  /** Unix ms. */
  readonly now: () => number
}

/** How many drops are asked for at once. */
const AT_ONCE = 3

class SentList implements SentDrops {
  readonly #deps: SentDropsDeps
  readonly #cell = createStateCell<SentState>({ phase: 'loading' })
  readonly #stop = new AbortController()
  readonly #watch: Watch
  readonly #known = new Map<DropId, KnownDrop>()
  /** Counts what was done to a drop here: an answer that was asked for before says nothing about it. */
  readonly #deeds = new Map<DropId, number>()
  #kept: readonly KeptDrop[] = []
  #protected: ReadonlySet<string> = new Set()
  #isKeeping = true
  #loads = 0
  #asksAll = true

  constructor(deps: SentDropsDeps) {
    this.#deps = deps
    this.#watch = new Watch(deps, () => this.#round())
    deps.changes.listen(() => void this.#load().then(() => this.#watch.now()))
    this.refresh()
  }

  readonly state = () => this.#cell.get()
  readonly subscribe = (listener: () => void) => this.#cell.subscribe(listener)

  readonly refresh = () => {
    this.#asksAll = true
    void this.#load().then(() => this.#watch.now())
  }

  readonly edit = (id: DropId, locator: Locator, edit: LinkEdit) =>
    this.#act(id, ({ owner }) => this.#deps.links.change(id, locator, owner, edit, this.#stop.signal))

  readonly revokeLink = (id: DropId, locator: Locator) =>
    this.#act(id, ({ owner }) => this.#deps.links.revoke(id, locator, owner, this.#stop.signal))

  readonly deleteDrop = (id: DropId) =>
    this.#act(id, async ({ owner }) => {
      try {
        await this.#deps.api.revoke(id, owner, this.#stop.signal)
      } catch (error) {
        if (!isDropError(error, 'not-found')) throw error
      }
    })

  readonly addLinks = (id: DropId, choice: LinkChoice) =>
    this.#act(id, async (drop) => {
      for (const label of choice.labels) await this.#addLink(drop, choice, cleanLabel(label))
    })

  readonly rename = (id: DropId, locator: Locator, label: string | null) =>
    this.#act(id, () =>
      this.#deps.store.changeDrop(id, (kept) => {
        const rename = (link: KeptLink) => (link.locator === locator ? { ...link, label: cleanLabel(label) } : link)
        return kept && { ...kept, links: kept.links.map(rename) }
      }),
    )

  readonly forget = (id: DropId) => this.#act(id, () => this.#deps.store.changeDrop(id, () => null))

  readonly keep = (isKeeping: boolean) => {
    void this.#deps.store
      .keeping(isKeeping)
      .then(() => this.#changed())
      .catch((error: unknown) => this.#cell.set({ phase: 'unavailable', error: toDropError(error) }))
  }

  readonly exportList = async (password: string): Promise<Blob | DropError> => {
    try {
      const drops = await this.#deps.store.drops()
      return new Blob([await sealExport(this.#deps, drops, password, this.#stop.signal)])
    } catch (error) {
      return toDropError(error)
    }
  }

  readonly importList = async (file: Blob, password: string): Promise<Imported> => {
    try {
      if (file.size > MOST_EXPORT_BYTES) throw new DropError('export-invalid', { subject: 'length' })
      const bytes = new Uint8Array(await file.arrayBuffer())
      return await this.#merge(await openExport(this.#deps.stretch, bytes, password, this.#stop.signal))
    } catch (error) {
      return toDropError(error)
    } finally {
      await this.#changed()
    }
  }

  readonly close = () => {
    this.#stop.abort()
    this.#watch.close()
    this.#deps.changes.close()
  }

  async #merge(imported: readonly KeptDrop[]): Promise<Imported> {
    let added = 0
    for (const drop of imported) {
      await this.#deps.store.changeDrop(drop.id, (kept) => {
        if (kept === null) added += 1
        return mergeDrop(kept, drop)
      })
    }
    return { added, known: imported.length - added }
  }

  /** The link is kept before it is live: a page that is killed in that moment would leave one that nobody has. */
  async #addLink(drop: KeptDrop, choice: LinkChoice, label: string | null): Promise<void> {
    const { store, links, now } = this.#deps
    const { signal } = this.#stop
    const wanted = {
      ...choice,
      contentKey: ContentKey.fromKept(drop.contentKey),
      header: parseHeader(drop.header),
    }
    const { code, request } = await this.#deps.newLink(wanted, signal)
    const link = { locator: request.locator, code, label, createdAt: now() }
    const kept = await store.changeDrop(drop.id, (found) => found && { ...found, links: [...found.links, link] })
    if (kept === null) throw new DropError('not-found')
    await links.add(drop.id, drop.owner, request, signal).catch(async (error: unknown) => {
      await unkeepRefused(store, drop.id, link.locator, error)
      throw error
    })
  }

  /** Does something to a kept drop, then asks what became of it. */
  async #act(id: DropId, work: (drop: KeptDrop) => Promise<unknown>): Promise<DropError | null> {
    try {
      const drop = this.#kept.find((kept) => kept.id === id)
      if (drop === undefined) throw new DropError('not-found')
      await work(drop)
      return null
    } catch (error) {
      return toDropError(error)
    } finally {
      this.#deeds.set(id, (this.#deeds.get(id) ?? 0) + 1)
      await this.#changed(id)
    }
  }

  /** Shows what is kept now, asks again for `id`, and tells other tabs. */
  async #changed(id: DropId | null = null): Promise<void> {
    await this.#load()
    const drop = this.#kept.find((kept) => kept.id === id)
    if (drop) await this.#ask(drop)
    this.#deps.changes.tell()
    this.#watch.soon()
  }

  async #load(): Promise<void> {
    this.#loads += 1
    const load = this.#loads
    const { store } = this.#deps
    try {
      const [kept, isKeeping] = [await store.drops(), await store.keeping()]
      const asked = await Promise.all(
        kept.flatMap(({ links }) => links).map(async (link) => ((await needsPassword(link)) ? [link.code] : [])),
      )
      if (load !== this.#loads || this.#stop.signal.aborted) return
      this.#kept = kept
      this.#protected = new Set(asked.flat())
      this.#isKeeping = isKeeping
      this.#show()
    } catch (error) {
      if (load === this.#loads) this.#cell.set({ phase: 'unavailable', error: toDropError(error) })
    }
  }

  async #round(): Promise<{ asked: number; isNews: boolean }> {
    const asksAll = this.#asksAll
    this.#asksAll = false
    const asked = this.#kept.filter(({ id }) => asksAll || mayChange(this.#known.get(id) ?? NOT_ASKED))
    const waiting = [...asked]
    let isNews = false
    const askInTurn = async () => {
      for (let drop = waiting.shift(); drop !== undefined; drop = waiting.shift())
        isNews = (await this.#ask(drop)) || isNews
    }
    await Promise.all(Array.from({ length: AT_ONCE }, askInTurn))
    return { asked: asked.length, isNews }
  }

  /** Asks for one drop. Answers whether something is new. */
  async #ask({ id, owner }: KeptDrop): Promise<boolean> {
    const deeds = this.#deeds.get(id)
    const before = this.#known.get(id) ?? NOT_ASKED
    const after = await this.#question(id, owner, before)
    if (this.#stop.signal.aborted || this.#deeds.get(id) !== deeds || isSame(before, after)) return false
    this.#known.set(id, after)
    this.#show()
    return after.status.status !== 'unreachable'
  }

  async #question(id: DropId, owner: string, before: KnownDrop): Promise<KnownDrop> {
    try {
      return knownFrom(await this.#deps.api.show(id, owner, this.#stop.signal))
    } catch (error) {
      if (isDropError(error, 'not-found')) return { ...NOT_ASKED, status: { status: 'unknown' } }
      return { ...before, status: { status: 'unreachable', error: toDropError(error) } }
    }
  }

  #show(): void {
    const { base } = this.#deps
    const drops = this.#kept.flatMap((kept) => {
      const known = this.#known.get(kept.id) ?? NOT_ASKED
      return known.isUploading ? [] : [sentDrop(kept, known, base, this.#protected)]
    })
    this.#cell.set({ phase: 'listed', drops, isKeeping: this.#isKeeping })
  }
}

/** The drops sent from this browser. */
export function createSentDrops(deps: SentDropsDeps): SentDrops {
  return new SentList(deps)
}
