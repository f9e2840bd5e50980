import type { SentLink } from '../../lib/client/sent/sent-state.ts'
import { deriveLocator } from '../../lib/crypto/link-keys.ts'
import { encodeBase64url } from '../../lib/format/bytes.ts'
import { isDropError } from '../../lib/format/drop-error.ts'
import { parseLinkText } from '../../lib/format/link-text.ts'
import { plainWords } from '../terminal.ts'
import { UsageError } from '../usage-error.ts'
import { moment } from './moment.ts'
import type { ListedDrop } from './open-lists.ts'

/** What was named: a drop, or one link of it. */
export interface Target {
  readonly listed: ListedDrop
  /** `null` where the drop was named. */
  readonly link: SentLink | null
}

/** A link's number: its drop's, and its place among the drop's links. */
export function linkNumber({ number, drop }: ListedDrop, link: SentLink): string {
  return `${number}.${drop.links.indexOf(link) + 1}`
}

function describe({ listed, link }: Target): string {
  const name = plainWords(listed.drop.name).replaceAll('\n', ' ')
  if (link === null) return `${listed.number}\t${name}, sent ${moment(listed.drop.createdAt)}`
  return `${linkNumber(listed, link)}\t${name}: ${plainWords(link.label ?? 'link')}`
}

/** Refuses a name that fits several, and lists them. */
export function refuseSeveral(name: string, targets: readonly Target[]): UsageError {
  const rows = targets.map((target) => `  ${describe(target)}`)
  return new UsageError(`“${plainWords(name)}” may be any of these; say its number:\n${rows.join('\n')}`)
}

function byNumber(text: string, drops: readonly ListedDrop[]): Target[] {
  const [, number, place] = /^(\d{1,9})(?:\.(\d{1,9}))?$/.exec(text) ?? []
  const listed = drops.find((each) => each.number === Number(number))
  if (listed === undefined) return []
  if (place === undefined) return [{ listed, link: null }]
  const link = listed.drop.links[Number(place) - 1]
  return link === undefined ? [] : [{ listed, link }]
}

function byName(text: string, drops: readonly ListedDrop[]): Target[] {
  const wanted = text.normalize('NFC').toLowerCase()
  const is = (name: string | null) => name?.normalize('NFC').toLowerCase() === wanted
  return drops.flatMap((listed) => [
    ...(is(listed.drop.name) ? [{ listed, link: null }] : []),
    ...listed.drop.links.filter(({ label }) => is(label)).map((link) => ({ listed, link })),
  ])
}

/** By a link, a code or words; `null` for a text that is none. */
async function byCode(text: string, drops: readonly ListedDrop[]): Promise<Target[] | null> {
  try {
    const { secret } = await parseLinkText(text)
    const locator = encodeBase64url(await deriveLocator(secret))
    return drops.flatMap((listed) =>
      listed.drop.links.filter((link) => link.locator === locator).map((link) => ({ listed, link })),
    )
  } catch (error) {
    if (isDropError(error, 'link-malformed')) return null
    throw error
  }
}

/**
 * What a person named: by its number in the list, its name or label, its link, its code or its words. Errors:
 * `UsageError` where nothing or more than one thing is called so, `link-version`.
 */
export async function findTarget(text: string, drops: readonly ListedDrop[]): Promise<Target> {
  const called = [...byNumber(text, drops), ...byName(text, drops)]
  const found = called.length > 0 ? called : ((await byCode(text, drops)) ?? [])
  const [target, ...others] = found
  if (target === undefined)
    throw new UsageError(`Your list has nothing called “${plainWords(text)}”. \`snowdrop list\` shows what it has.`)
  if (others.length > 0) throw refuseSeveral(text, found)
  return target
}

/**
 * The link that was named, or the only one of a drop that still lives. Errors: `UsageError` where it has several, or
 * none.
 */
export function onlyLink(text: string, { listed, link }: Target): SentLink {
  if (link !== null) return link
  const live = listed.drop.links.filter(({ owned }) => owned?.ended === null)
  const candidates = live.length > 0 ? live : listed.drop.links
  const [only, ...others] = candidates
  if (only === undefined) throw new UsageError('That drop has no link.')
  if (others.length > 0)
    throw refuseSeveral(
      text,
      candidates.map((each) => ({ listed, link: each })),
    )
  return only
}
