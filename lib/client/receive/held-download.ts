import { checkNotCancelled, type RetryPolicy, retry } from '../../adapters/http/retry.ts'
import type { RandomSource } from '../../crypto/random-source.ts'
import { sha256Base64url } from '../../crypto/sha256.ts'
import { LEASE_IDLE_MS } from '../../drop/limits.ts'
import { decodeBase64url, encodeBase64url } from '../../format/bytes.ts'
import { isDropError } from '../../format/drop-error.ts'
import type { BearerToken, ReceiverApi } from '../../ports/drop-api.ts'
import type { LeasePresence } from '../../ports/lease-presence.ts'
import type { KeptLease, LeaseStore } from '../../ports/lease-store.ts'
import { leaseId, type TokenHash, tokenHash } from '../../wire/fields.ts'
import type { PartsGrant } from '../../wire/links.ts'
import type { Patience } from '../patience.ts'
import { isLeaseOver } from './lease-over.ts'
import type { OpenedLink } from './open-link.ts'

export interface HoldDeps {
  readonly api: ReceiverApi
  readonly leases: LeaseStore
  readonly presence: LeasePresence
  readonly random: RandomSource
  /** Unix ms. */
  readonly now: () => number
}

/** A lease that was claimed now, or before. */
export interface Claimed {
  readonly lease: KeptLease
  /** The window that came with the claim. */
  readonly grant: PartsGrant | null
}

async function hashOf(token: BearerToken): Promise<TokenHash> {
  return tokenHash.parse(await sha256Base64url(decodeBase64url(token)))
}

type Change = (kept: KeptLease | null) => KeptLease | null

/**
 * The download that this browser holds of one link, if any. It is remembered on the device before it is claimed, and
 * any tab that finds it uses the same one: however many tabs begin at once, one place is taken.
 */
export class HeldDownload {
  readonly #deps: HoldDeps
  readonly #link: OpenedLink
  #lease: KeptLease | null = null
  #left: KeptLease | null = null

  constructor(deps: HoldDeps, link: OpenedLink) {
    this.#deps = deps
    this.#link = link
  }

  /** As far as is known; `null` where none is held. */
  get lease(): KeptLease | null {
    return this.#lease
  }

  /** What was begun and is kept on this device: within the held lease, or by one that has lapsed. */
  get unfinished(): KeptLease['unfinished'] {
    return (this.#lease ?? this.#left)?.unfinished ?? null
  }

  /** Where a device keeps nothing, the page's own knowledge has to do. */
  async #store(change: Change): Promise<KeptLease | null> {
    try {
      return await this.#deps.leases.change(this.#link.locator, change)
    } catch {
      return change(this.#lease)
    }
  }

  /**
   * Finds what an earlier page held, and renews it: of one that the server no longer runs there is what it has left
   * here, or nothing. Errors: `cancelled`.
   */
  async restore(signal: AbortSignal): Promise<void> {
    const kept = await this.#store((found) => found)
    if (kept === null) return
    try {
      const { lapsesAt } = await this.#deps.api.renew(kept.id, kept.token, signal)
      this.#lease = { ...kept, lapsesAt }
      this.renew(lapsesAt)
    } catch (error) {
      checkNotCancelled(signal)
      if (isDropError(error, 'lease-ended') && kept.unfinished !== null) this.#left = kept
      else if (isLeaseOver(error)) await this.#forget(kept)
      else if (this.#deps.now() < kept.lapsesAt) this.#lease = kept
    }
  }

  #newLease(): KeptLease {
    const { random, now } = this.#deps
    const id = leaseId.parse(encodeBase64url(random(16)))
    const token = encodeBase64url(random(32))
    return { locator: this.#link.locator, id, token, lapsesAt: now() + LEASE_IDLE_MS, taken: [], unfinished: null }
  }

  async #claim(lease: KeptLease, patience: Patience, signal: AbortSignal): Promise<Claimed> {
    const { locator, accessToken } = this.#link
    const request = { id: lease.id, tokenHash: await hashOf(lease.token) }
    const { lapsesAt, grant } = await patience.run(signal, () =>
      this.#deps.api.claim(locator, accessToken, request, signal),
    )
    this.#lease = { ...lease, lapsesAt }
    this.#left = null
    this.renew(lapsesAt)
    return { lease: this.#lease, grant }
  }

  /**
   * The held lease, or one that is claimed now. What is cancelled is given up. Errors: `held`, how the link ended,
   * those of `patience`.
   */
  async claim(patience: Patience, signal: AbortSignal): Promise<Claimed> {
    for (;;) {
      if (this.#lease !== null) return { lease: this.#lease, grant: null }
      const fresh = this.#newLease()
      const left = this.#left
      // What a lapsed one has left goes on in a new one.
      const unfinished = left?.unfinished ?? null
      const next = (found: KeptLease | null) =>
        found === null || found.id === left?.id ? { ...fresh, unfinished } : found
      const lease = (await this.#store(next)) ?? fresh
      try {
        return await this.#claim(lease, patience, signal)
      } catch (error) {
        // One that lapsed while nobody could ask about it, or that another tab ended, is in nobody's way.
        const isOver = lease.id !== fresh.id && isDropError(error, 'lease-ended')
        // Whoever cancels cannot know whether the claim got through.
        if (signal.aborted) await this.#release(lease)
        else if (isOver && lease.unfinished !== null) this.#left = lease
        else await this.#forget(lease, left)
        if (!isOver) throw error
      }
    }
  }

  /** Works within the held lease, or one that is claimed now. Errors: those of `claim` and of `work`. */
  async use<T>(patience: Patience, signal: AbortSignal, work: (claimed: Claimed) => Promise<T>): Promise<T> {
    const claimed = await this.claim(patience, signal)
    const leave = this.#deps.presence.enter(claimed.lease.id)
    try {
      return await work(claimed)
    } finally {
      leave()
    }
  }

  /** `left`: what it was to go on with stays. */
  async #forget({ id }: KeptLease, left: KeptLease | null = null): Promise<void> {
    if (this.#lease?.id === id) this.#lease = null
    await this.#store((found) => (found?.id === id ? left : found))
  }

  /** Without waiting, where it is known: what is given up is told while the page is still there. */
  #hasOthers({ id }: KeptLease): boolean | Promise<boolean> {
    return this.#deps.presence.sawOthers(id) ?? this.#deps.presence.hasOthers(id)
  }

  /** Answers whether it was released: one that another tab is at is not. */
  async #release(lease: KeptLease): Promise<boolean> {
    const others = this.#hasOthers(lease)
    if (typeof others === 'boolean' ? others : await others) return false
    // A lease that cannot be released lapses by itself.
    await this.#deps.api.release(lease.id, lease.token).catch(() => {})
    await this.#forget(lease)
    return true
  }

  /** Changes what is known of the lease, here at once and then on the device; resolves once it is there. */
  async #change(change: (lease: KeptLease) => KeptLease): Promise<void> {
    const { id } = this.#lease ?? {}
    if (this.#lease !== null) this.#lease = change(this.#lease)
    await this.#store((found) => (found !== null && found.id === id ? change(found) : found))
  }

  /** What is broken off stays held for half an hour from now, where the server can be asked. */
  async hold(signal: AbortSignal): Promise<void> {
    const lease = this.#lease
    if (lease === null) return
    await this.#deps.api.renew(lease.id, lease.token, signal).then(
      ({ lapsesAt }) => this.renew(lapsesAt),
      () => {}, // it lapses a little earlier
    )
  }

  /** It lapses then (Unix ms). */
  renew(lapsesAt: number): void {
    void this.#change((lease) => ({ ...lease, lapsesAt }))
  }

  /** Notes what is begun and kept on this device as it comes; `null` for nothing. */
  begin(unfinished: KeptLease['unfinished']): void {
    void this.#change((lease) => ({ ...lease, unfinished }))
  }

  /** Notes files that were received whole: here at once, and resolves once it is noted on the device. */
  take(indices: readonly number[]): Promise<void> {
    return this.#change((lease) => ({
      ...lease,
      unfinished: null,
      taken: [...new Set([...lease.taken, ...indices])].sort((a, b) => a - b),
    }))
  }

  /** Gives the download up, unless another tab is at it: then it stays held. */
  async giveUp(): Promise<void> {
    const lease = this.#lease
    this.#lease = null
    if (lease === null) return
    if (!(await this.#release(lease))) this.#lease ??= lease
  }

  /**
   * Counts the download as done, unless another tab is at it. The files are whole whether the server hears of it or
   * not: the lease counts by what was granted.
   */
  async complete(policy: RetryPolicy, signal: AbortSignal): Promise<void> {
    const lease = this.#lease
    if (lease === null || (await this.#deps.presence.hasOthers(lease.id))) return
    await retry(policy, signal, () => this.#deps.api.complete(lease.id, lease.token, signal)).catch(() => {})
    await this.#forget(lease)
  }

  /**
   * The page is being left, and nothing that is awaited happens any more: where something was taken, the download is
   * done.
   */
  leave(): void {
    const lease = this.#lease
    if (lease === null || lease.taken.length === 0 || this.#deps.presence.sawOthers(lease.id) === true) return
    this.#deps.api.complete(lease.id, lease.token, new AbortController().signal).catch(() => {})
    void this.#forget(lease)
  }

  /** The server no longer runs it, and what is kept on this device goes on in another one. */
  lapse(): void {
    this.#left = this.#lease
    this.#lease = null
  }

  /** The server no longer runs it. */
  async drop(): Promise<void> {
    if (this.#lease !== null) await this.#forget(this.#lease)
  }
}
