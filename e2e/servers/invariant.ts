import { expect } from 'vitest'
import type { Rows } from './read-rows.ts'
import type { Held } from './read-storage.ts'

/**
 * What must hold after every fault, once the reaper has had its time. Each rule answers what breaks it, in words.
 */
type Rule = (rows: Rows, held: Held) => readonly string[]

/** Bytes belong to a drop that has not ended, and nothing waits to be deleted. */
const noOrphans: Rule = ({ drops, deletions }, { finished, begun }) => {
  const owners = new Set(drops.filter(({ state }) => state !== 'ended').map(({ id }) => id))
  const inBytes = [...begun].filter(([, bytes]) => bytes > 0).map(([key]) => key)
  return [
    ...[...finished.keys()].filter((key) => !owners.has(key)).map((key) => `the blob ${key} belongs to no drop`),
    ...inBytes.filter((key) => !owners.has(key)).map((key) => `parts of ${key} belong to no drop`),
    ...deletions.map((id) => `the deletion of ${id} is not confirmed`),
  ]
}

/** A drop that lives has exactly the bytes it promises, and a way in. */
const noPromiseBroken: Rule = ({ drops, links }, { finished }) => {
  const live = drops.filter(({ state }) => state === 'live')
  const open = new Set(links.filter(({ ended }) => !ended).map(({ dropId }) => dropId))
  return [
    ...live
      .filter(({ id, sealedLength }) => finished.get(id) !== sealedLength)
      .map(({ id, sealedLength }) => `${id} promises ${sealedLength} bytes and has ${finished.get(id) ?? 0}`),
    ...live.filter(({ id }) => !open.has(id)).map(({ id }) => `${id} lives without a link`),
  ]
}

/** An ended drop has no link that lives, and an ended link no key. */
const noKeyLeft: Rule = ({ drops, links }) => {
  const over = new Set(drops.filter(({ state }) => state === 'ended').map(({ id }) => id))
  return links
    .filter(({ dropId, ended, hasKey }) => (ended ? hasKey : over.has(dropId)))
    .map(({ locator }) => `the link ${locator} has outlived its end`)
}

/** Downloads are counted exactly, and the leases say the same. */
const exactCounts: Rule = ({ links, leases }) =>
  links.flatMap((link) => {
    const { locator, maxDownloads, counted, running, placesLeft, givenBack, ended } = link
    const inState = (state: string) => leases.filter((each) => each.locator === locator && each.state === state).length
    const facts = `${locator}: ${JSON.stringify({ ...link, leases: inState('counted') })}`
    const places = ended
      ? running === 0 && placesLeft === 0 && counted <= maxDownloads
      : counted + running + placesLeft === maxDownloads && Math.min(counted, running, placesLeft) >= 0
    const leasesAgree =
      inState('counted') === counted && inState('running') === running && inState('given-back') === givenBack
    return places && leasesAgree ? [] : [`the places of ${facts}`]
  })

/** What drops hold is what they have, and their sum is what all hold. */
const exactSums: Rule = ({ drops, heldBytes }, { begun }) => {
  const sum = drops.reduce((total, drop) => total + drop.heldBytes, 0)
  const wrong = drops.filter(({ id, state, sealedLength, heldBytes: holds }) => {
    if (state === 'uploading') return holds < (begun.get(id) ?? 0)
    return holds !== (state === 'live' ? sealedLength : 0)
  })
  return [
    ...(sum === heldBytes ? [] : [`drops hold ${sum} bytes, all together ${heldBytes}`]),
    ...wrong.map(({ id, state, heldBytes: holds }) => `${id}, ${state}, holds ${holds} bytes`),
  ]
}

/** What breaks the invariant now. */
export function violations(rows: Rows, held: Held): readonly string[] {
  return [noOrphans, noPromiseBroken, noKeyLeft, exactCounts, exactSums].flatMap((rule) => rule(rows, held))
}

/** Where an instance keeps what it knows and what it stores, read beside it. */
export interface Instance {
  readonly rows: () => Promise<Rows>
  readonly held: () => Promise<Held> | Held
}

/**
 * Waits until the invariant holds: the reaper may still be at work, and what a killed replica had taken is taken over
 * after ten seconds.
 */
export async function expectInvariant({ rows, held }: Instance): Promise<void> {
  await expect.poll(async () => violations(await rows(), await held()), { timeout: 60_000, interval: 250 }).toEqual([])
}
