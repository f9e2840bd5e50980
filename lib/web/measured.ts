import type { ServerDeps } from '../server/deps.ts'
import { meters } from './meters.ts'

type Measured = Pick<ServerDeps, 'drops' | 'links' | 'leases' | 'events' | 'blobs'>

function measuredDrops(drops: ServerDeps['drops']): ServerDeps['drops'] {
  return {
    ...drops,
    begin: async (drop, now) => {
      const row = await drops.begin(drop, now)
      // The same id sent again finds the row of the first time.
      if (row?.createdAt === now) meters().drops.inc({ event: 'begun' })
      return row
    },
    goLive: async (id, sealed, link, now) => {
      const live = await drops.goLive(id, sealed, link, now)
      if (!live) return false
      meters().drops.inc({ event: 'completed' })
      meters().storedBytes.inc(sealed.sealedLength)
      meters().links.inc()
      return true
    },
    end: async (id, reason, now) => {
      const ended = await drops.end(id, reason, now)
      if (ended) meters().drops.inc({ event: reason })
      return ended
    },
  }
}

function measuredLeases(leases: ServerDeps['leases']): ServerDeps['leases'] {
  return {
    ...leases,
    claim: async (lease, now) => {
      const outcome = await leases.claim(lease, now)
      if (outcome === 'claimed') meters().leases.inc({ verdict: outcome })
      return outcome
    },
    settle: async (seen, judged, link, now) => {
      const settled = await leases.settle(seen, judged, link, now)
      if (settled) meters().leases.inc({ verdict: judged.verdict })
      return settled
    },
  }
}

function measuredBlobs(blobs: ServerDeps['blobs']): ServerDeps['blobs'] {
  return {
    ...blobs,
    signPut: (upload, part, expiresAt) => {
      meters().grantedBytes.inc({ direction: 'up' }, part.length)
      return blobs.signPut(upload, part, expiresAt)
    },
    signGet: (key, range, expiresAt) => {
      meters().grantedBytes.inc({ direction: 'down' }, range.length)
      return blobs.signGet(key, range, expiresAt)
    },
  }
}

/** The same stores, with what succeeds counted: use cases know of no metrics. */
export function measured<T extends Measured>(deps: T): T {
  const { drops, links, leases, events, blobs } = deps
  return {
    ...deps,
    drops: measuredDrops(drops),
    links: {
      ...links,
      add: async (...args: Parameters<typeof links.add>) => {
        const outcome = await links.add(...args)
        if (outcome === 'added') meters().links.inc()
        return outcome
      },
    },
    leases: measuredLeases(leases),
    events: {
      ...events,
      note: async (...args: Parameters<typeof events.note>) => {
        await events.note(...args)
        meters().receipts.inc({ event: args[1] })
      },
    },
    blobs: measuredBlobs(blobs),
  }
}
