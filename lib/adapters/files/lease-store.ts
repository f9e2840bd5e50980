import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod/mini'
import type { KeptLease, LeaseStore } from '../../ports/lease-store.ts'
import { byteCount, instant, type Locator, leaseId, locator } from '../../wire/fields.ts'
import { noting } from './noting.ts'
import { readPrivate, removePrivate, writePrivate } from './private-files.ts'

const keptLease = z.object({
  locator,
  id: leaseId,
  token: z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/)),
  lapsesAt: instant,
  taken: z.array(byteCount),
  unfinished: z.nullable(z.union([z.literal('all'), z.array(byteCount)])),
})

function parseKept(text: string | null): KeptLease | null {
  try {
    return text === null ? null : keptLease.parse(JSON.parse(text))
  } catch {
    // What cannot be read opens nothing: it is as good as not there.
    return null
  }
}

/**
 * Leases as one file each in `folder`, for programs on one machine. Changes of one program come one after another; two
 * programs at one link are kept apart by whoever begins (`takeTurn`).
 */
export function openLeaseFiles(folder: string): LeaseStore {
  const pathOf = (of: Locator) => join(folder, `${of}.lease.json`)
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(() => noting(work))
    last = done.catch(() => {})
    return done
  }
  const forget = (of: Locator) => removePrivate(pathOf(of))
  const readAll = async () => {
    const names = await readdir(folder).catch(() => [])
    const found = names.filter((name) => name.endsWith('.lease.json'))
    const leases = await Promise.all(found.map(async (name) => parseKept(await readPrivate(join(folder, name)))))
    return leases.filter((lease) => lease !== null)
  }
  return {
    change: (of, change) =>
      inTurn(async () => {
        const kept = change(parseKept(await readPrivate(pathOf(of))))
        if (kept === null) await forget(of)
        else await writePrivate(pathOf(of), JSON.stringify(kept))
        return kept
      }),
    running: (now) =>
      inTurn(async () => {
        const all = await readAll()
        for (const lease of all) if (lease.lapsesAt <= now) await forget(lease.locator)
        return all.filter(({ lapsesAt }) => lapsesAt > now)
      }),
  }
}
