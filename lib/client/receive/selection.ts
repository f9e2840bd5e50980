import type { PartRun } from '../../crypto/open-payload.ts'
import type { EntryPlace, PayloadCut } from '../../crypto/split-payload.ts'
import { DropError } from '../../format/drop-error.ts'
import { type Geometry, parsePartNumber } from '../../format/geometry.ts'
import type { Manifest } from '../../format/manifest.ts'
import type { Selection } from './receive-state.ts'

/** What has to be fetched for a selection. Structured-cloneable. */
export interface SelectionPlan extends PayloadCut {
  /** `'all'` also where every file was named: then the parts are every one, with the padding. */
  readonly selection: Selection
  /** Of content. */
  readonly bytes: number
}

function placesOf(manifest: Manifest): EntryPlace[] {
  if (manifest.kind !== 'files') return [{ index: 0, offset: 0, size: manifest.length }]
  let offset = 0
  return manifest.files.map(({ size }, index) => {
    const place = { index, offset, size }
    offset += size
    return place
  })
}

/** The parts that hold some places, as runs that neither touch nor overlap. */
export function runsOf({ partBytes, parts }: Geometry, places: readonly EntryPlace[]): PartRun[] {
  const runs: { firstPart: number; lastPart: number }[] = []
  for (const { offset, size } of places) {
    if (size === 0) continue
    const firstPart = Math.floor(offset / partBytes) + 1
    const lastPart = Math.floor((offset + size - 1) / partBytes) + 1
    const before = runs.at(-1)
    if (before !== undefined && firstPart <= before.lastPart + 1) before.lastPart = lastPart
    else runs.push({ firstPart, lastPart })
  }
  return runs.map(({ firstPart, lastPart }) => ({
    firstPart: parsePartNumber(firstPart, parts),
    lastPart: parsePartNumber(lastPart, parts),
  }))
}

function wholeRun({ parts }: Geometry): PartRun {
  return { firstPart: parsePartNumber(1, parts), lastPart: parsePartNumber(parts, parts) }
}

/**
 * Plans a selection. Errors: `bad-request` for one that names nothing, a file twice, out of order, or one that is not
 * there.
 */
export function planSelection(manifest: Manifest, geometry: Geometry, selection: Selection): SelectionPlan {
  const every = placesOf(manifest)
  const everything = { selection: 'all', places: every, runs: [wholeRun(geometry)], bytes: manifest.length } as const
  if (selection === 'all') return everything
  const places = selection.flatMap((index, at) => {
    const place = every[index]
    return place !== undefined && index > (selection[at - 1] ?? -1) ? [place] : []
  })
  if (manifest.kind !== 'files' || places.length === 0 || places.length !== selection.length)
    throw new DropError('bad-request', { subject: 'selection' })
  if (places.length === every.length) return everything
  const bytes = places.reduce((sum, { size }) => sum + size, 0)
  return { selection, places, runs: runsOf(geometry, places), bytes }
}

/** Whether two selections are the same. */
export function isSameSelection(a: Selection, b: Selection): boolean {
  if (a === 'all' || b === 'all') return a === b
  return a.length === b.length && a.every((index, at) => index === b[at])
}

/** Bytes that a plan's parts have in storage. */
export function sealedBytesOf(geometry: Geometry, { runs }: SelectionPlan): number {
  return runs.reduce((sum, { firstPart, lastPart }) => {
    const end = Math.min(lastPart * geometry.sealedPartBytes, geometry.sealedLength)
    return sum + end - (firstPart - 1) * geometry.sealedPartBytes
  }, 0)
}
