import { LEASE_IDLE_MS, MAX_GIVEN_BACK } from './limits.ts'
import { joinParts, type PartSet } from './part-set.ts'

/** How a lease ended: by its client's word that all arrived, by its word that it gives up, or without a word. */
export type LeaseEnding = 'completed' | 'released' | 'lapsed'

/** What a lease's end does to its link. A link remembers which parts it gave back, all together. */
export type LeaseVerdict =
  | { readonly verdict: 'counted' }
  | { readonly verdict: 'given-back'; readonly givenBackParts: PartSet }

/** The server's own facts about a lease. */
export interface LeaseFacts {
  /** Parts that were granted to it. */
  readonly granted: PartSet
  readonly totalParts: number
  /** Parts that were granted to the leases which its link gave back before. */
  readonly givenBackParts: PartSet
  /** How many downloads its link gave back before. */
  readonly givenBack: number
}

/**
 * Whether a download counts (decisions/016): when it completed; when at least half of the parts were granted to it or
 * to those that were given back before, so that several of them are never one whole download more than the sender
 * allowed; or when three were given back already. Who begins anew from the start is granted what was given back before,
 * and loses nothing by it.
 */
export function judgeLease(
  ending: LeaseEnding,
  { granted, totalParts, givenBackParts, givenBack }: LeaseFacts,
): LeaseVerdict {
  const out = joinParts(givenBackParts, granted)
  const counts = ending === 'completed' || out.size * 2 >= totalParts || givenBack >= MAX_GIVEN_BACK
  return counts ? { verdict: 'counted' } : { verdict: 'given-back', givenBackParts: out }
}

/**
 * When a lease lapses if nothing more is granted: after 30 idle minutes. Unix ms. Its link ends it before, at an hour
 * that its sender may still move.
 */
export function lapseTime(now: number): number {
  return now + LEASE_IDLE_MS
}

/** When a lease is over as things stand: when it lapses, or with its link. Unix ms. */
export function leaseEnd(lapsesAt: number, linkExpiresAt: number): number {
  return Math.min(lapsesAt, linkExpiresAt)
}
