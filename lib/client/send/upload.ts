import type { ContentKey } from '../../crypto/content-key.ts'
import type { PayloadKey } from '../../crypto/payload-key.ts'
import { sha256Base64url } from '../../crypto/sha256.ts'
import { type Bytes, decodeBase64url, encodeBase64url } from '../../format/bytes.ts'
import { DropError } from '../../format/drop-error.ts'
import { measurePayload, parsePartNumber, sealedRange } from '../../format/geometry.ts'
import { encodeHeader, type Header } from '../../format/header.ts'
import type { BearerToken, SenderApi } from '../../ports/drop-api.ts'
import type { UploadGrant } from '../../wire/drops.ts'
import { type DropId, tokenHash } from '../../wire/fields.ts'
import type { Patience } from '../patience.ts'
import type { HeldPart, PutResult } from './held-part.ts'
import { createPartGrants, type PartGrants, type WantedPart } from './part-grants.ts'
import type { PartSealing } from './part-sealing.ts'
import type { PickedSource } from './picked-files.ts'
import { fixedParts, isTouched, type Layout, type PlannedPart, planPart } from './plan-parts.ts'
import { FIRST_AT_ONCE, partsAtOnce } from './sending-pace.ts'
import type { UploadNotes } from './upload-notes.ts'
import type { UploadOrigin } from './upload-origin.ts'

/** What an upload depends on. */
export interface UploadDeps {
  readonly api: SenderApi
  readonly sealing: PartSealing
  readonly patience: Patience
  readonly notes: UploadNotes
  /** How many parts are sealed and sent side by side at the most. */
  readonly mostAtOnce: number
  /** ms. */
  readonly now: () => number
}

/** Grants are asked for so many parts at a time. */
const GRANTED_AT_ONCE = 16

/** Who is told about an upload. */
export interface UploadListener {
  /** Storage acknowledged a part. */
  readonly stored: () => void
  /** The upload cannot go on. Not called for one that was stopped. */
  readonly failed: (error: unknown) => void
}

/**
 * One payload on its way to storage, under its own content key. Taking bytes out of what was begun means another
 * upload. A part that a former page sealed and did not note is sealed and stored again, under a salt and so a key of
 * its own (Note: No key and nonce twice).
 */
export class Upload {
  readonly origin: UploadOrigin
  readonly notes: UploadNotes
  readonly #deps: UploadDeps
  readonly #listener: UploadListener
  readonly #stop = new AbortController()
  readonly #key: Promise<PayloadKey>
  readonly #begun: Promise<void>
  readonly #salts: Map<number, Bytes>
  readonly #grants: PartGrants
  readonly #finished = Promise.withResolvers<readonly Bytes[]>()
  #layout: Layout<PickedSource> = { files: [], starts: [], total: 0 }
  #paddedLength: number | null = null
  #started = 0
  #running = 0
  /** How many parts may run, as the line was so far. */
  #atOnce: number
  /** Lists of files that are being noted. */
  #noting = 0
  #storedBytes: number

  /** Begins a drop at the server, or goes on with it. */
  constructor(deps: UploadDeps, origin: UploadOrigin, listener: UploadListener) {
    this.#deps = deps
    this.#listener = listener
    this.origin = origin
    this.notes = deps.notes
    this.#atOnce = Math.min(FIRST_AT_ONCE, deps.mostAtOnce)
    this.#salts = new Map(origin.parts)
    this.#storedBytes = origin.parts.size * measurePayload(origin.header, 0).partBytes
    this.#grants = createPartGrants({
      ask: (parts) => deps.api.grant(this.id, this.owner, { parts: [...parts] }, this.signal),
      upcoming: (number) => this.#upcoming(number),
      now: deps.now,
    })
    this.#key = origin.contentKey.payloadKey(origin.header)
    this.#key.catch((error: unknown) => this.#fail(error))
    this.#begun = this.#begin()
    this.#begun.catch((error: unknown) => this.#fail(error))
    this.#finished.promise.catch(() => {}) // whoever finishes sees it; who does not, hears it as `failed`
  }

  get id(): DropId {
    return this.origin.id
  }

  get owner(): BearerToken {
    return this.origin.owner
  }

  get header(): Header {
    return this.origin.header
  }

  get contentKey(): ContentKey {
    return this.origin.contentKey
  }

  /** Aborted when the upload was stopped. */
  get signal(): AbortSignal {
    return this.#stop.signal
  }

  /** Bytes of files, without padding, that storage acknowledged. */
  get storedBytes(): number {
    return this.#storedBytes
  }

  /** Whether parts are on their way. */
  get isBusy(): boolean {
    return this.#running > 0
  }

  /** The payload key, once the drop is begun. */
  async payloadKey(): Promise<PayloadKey> {
    await this.#begun
    return this.#key
  }

  /**
   * Whether storage may hold bytes of a file, or hold as a full part what is the last one without it: then it cannot
   * just be taken out.
   */
  holds(layout: Layout<PickedSource>, index: number): boolean {
    const { partBytes } = measurePayload(this.header, 0)
    const size = layout.files[index]?.size ?? 0
    const started = Math.max(this.#started, this.origin.startedParts)
    const leavesLast = size > 0 && this.#started > fixedParts(layout.total - size, partBytes)
    return leavesLast || isTouched(layout, index, started, partBytes)
  }

  /**
   * Goes on with `layout`, which begins with the parts that are started already: what can no longer change is stored at
   * once.
   */
  extend(layout: Layout<PickedSource>): void {
    this.#layout = layout
    this.#noting += 1
    void this.notes.files(layout.files).then(() => {
      this.#noting -= 1
      this.#pump()
    })
  }

  /**
   * Stores the rest, padded, with the final part. Resolves with the salts of all parts, in order. Errors: what `failed`
   * hears.
   */
  finish(layout: Layout<PickedSource>, paddedLength: number): Promise<readonly Bytes[]> {
    this.#paddedLength = paddedLength
    this.extend(layout)
    return this.#finished.promise
  }

  /** Ends it where it is. What was stored stays until the drop is revoked. */
  stop(): void {
    this.#stop.abort()
    this.#finished.reject(new DropError('cancelled'))
  }

  async #begin(): Promise<void> {
    const { api, patience } = this.#deps
    const request = {
      id: this.id,
      header: encodeBase64url(encodeHeader(this.header)),
      lengthBound: null,
      ownerHash: tokenHash.parse(await sha256Base64url(decodeBase64url(this.owner))),
    }
    const { granted } = await patience.run(this.signal, () => {
      // As many as are known by then. Of a drop that was begun before, they are granted to whoever shows the token.
      const parts = this.origin.startedParts === 0 ? this.#upcoming(1) : []
      return api.begin(parts.length === 0 ? request : { ...request, parts: [...parts] }, this.signal)
    })
    if (granted !== undefined) this.#grants.accept(granted)
  }

  #fail(error: unknown): void {
    if (this.signal.aborted) return
    this.#stop.abort()
    this.#finished.reject(error)
    this.#listener.failed(error)
  }

  /** How many parts can be sealed by now. */
  #knownParts(): number {
    if (this.#paddedLength !== null) return measurePayload(this.header, this.#paddedLength).parts
    return fixedParts(this.#layout.total, measurePayload(this.header, 0).partBytes)
  }

  /** The part, and those after it that are to be stored, too. */
  #upcoming(first: number): readonly WantedPart[] {
    const parts = this.#knownParts()
    const { sealedPartBytes, partBytes } = measurePayload(this.header, 0)
    const whole = this.#paddedLength === null ? null : measurePayload(this.header, this.#paddedLength)
    const wanted: WantedPart[] = []
    for (let number = first; number <= parts && wanted.length < GRANTED_AT_ONCE; number += 1) {
      const isFull = whole === null || number * partBytes <= whole.length
      const length = isFull ? sealedPartBytes : sealedRange(whole, parsePartNumber(number)).length
      if (number === first || !this.#salts.has(number)) wanted.push({ number, length })
    }
    return wanted
  }

  #pump(): void {
    if (this.#noting > 0) return
    const { partBytes } = measurePayload(this.header, 0)
    const padded = this.#paddedLength
    const parts = this.#knownParts()
    while (!this.signal.aborted && this.#running < this.#atOnce && this.#started < parts) {
      this.#started += 1
      if (this.#salts.has(this.#started)) continue
      this.#running += 1
      this.#store(planPart(this.#layout, this.#started, partBytes, padded)).catch((error: unknown) => this.#fail(error))
    }
    if (padded !== null && this.#salts.size === parts) {
      this.#finished.resolve(Array.from({ length: parts }, (_, at) => this.#salts.get(at + 1) ?? new Uint8Array(0)))
    }
  }

  /**
   * Seals once and sends until storage has it: the same bytes at each attempt, by a fresh grant. Where what held them
   * broke, seals again: under a salt of its own. The first parts are sealed while the drop is being begun, and wait for
   * it.
   */
  async #sealAndPut(part: PlannedPart<PickedSource>): Promise<Bytes> {
    const { number } = part
    const key = await this.#key
    for (;;) {
      const held = await this.#deps.sealing.seal(key, part, this.signal)
      try {
        await this.#begun
        const result = await this.#deps.patience.run(this.signal, async () =>
          this.#put(held, await this.#grants.take(number)),
        )
        if (result === 'stored') return held.salt
      } finally {
        void held.release()
      }
    }
  }

  async #put(held: HeldPart, grant: UploadGrant): Promise<PutResult> {
    const { mostAtOnce, now } = this.#deps
    const [begun, atOnce] = [now(), this.#running]
    const result = await held.put(grant, this.signal)
    if (result === 'stored') this.#atOnce = partsAtOnce(atOnce, now() - begun, mostAtOnce)
    return result
  }

  async #store(part: PlannedPart<PickedSource>): Promise<void> {
    const { number } = part
    void this.#begun.then(
      () => this.#grants.prepare(number),
      () => {}, // whoever sends hears it
    )
    const salt = await this.#sealAndPut(part)
    // The next part does not wait for the note of this one.
    this.#running -= 1
    this.#pump()
    // Only what no further file changes: another page may go on with more of them.
    if (number <= fixedParts(this.#layout.total, measurePayload(this.header, 0).partBytes))
      await this.notes.part(number, salt)
    if (this.signal.aborted) return
    this.#salts.set(number, salt)
    this.#storedBytes += part.fileBytes
    this.#listener.stored()
    this.#pump()
  }
}
