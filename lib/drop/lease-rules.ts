import { LEASE_IDLE_MS, MAX_GIVEN_BACK } from './limits.ts'

/** How a lease ended: by its client's word that all arrived, or otherwise (cancelled, lapsed). */
export type LeaseEnding = 'completed' | 'abandoned'

/** What a lease's end does to its link. */
export type LeaseVerdict = 'counted' | 'given-back'

/** The server's own facts about a lease. */
export interface LeaseFacts {
  /** Distinct parts that were granted to it. */
  readonly grantedParts: number
  readonly totalParts: number
  /** How many downloads its link gave back before. */
  readonly givenBack: number
}

/** Whether a download counts (DESIGN 5): when it completed, when at least half of it was granted, or when three were given back already. */
export function judgeLease(ending: LeaseEnding, { grantedParts, totalParts, givenBack }: LeaseFacts): LeaseVerdict {
  const counts = ending === 'completed' || grantedParts * 2 >= totalParts || givenBack >= MAX_GIVEN_BACK
  return counts ? 'counted' : 'given-back'
}

/** When a lease lapses if nothing more is granted: after 30 idle minutes. Unix ms. Its link ends it before, at an hour that its sender may still move. */
export function lapseTime(now: number): number {
  return now + LEASE_IDLE_MS
}

/** When a lease is over as things stand: when it lapses, or with its link. Unix ms. */
export function leaseEnd(lapsesAt: number, linkExpiresAt: number): number {
  return Math.min(lapsesAt, linkExpiresAt)
}
