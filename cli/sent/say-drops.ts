import type { SentLink } from '../../lib/client/sent/sent-state.ts'
import { countFiles } from '../../lib/client/words/amounts.ts'
import { ENGLISH } from '../../lib/client/words/english.ts'
import { englishBytes } from '../../lib/client/words/english-bytes.ts'
import { dropWords, history, linkTitle, linkWords } from '../../lib/client/words/link-words.ts'
import { cutToColumns } from '../columns.ts'
import { stuckTitle } from '../failure-words.ts'
import { table } from '../table.ts'
import { lineWords } from '../terminal.ts'
import { linkNumber } from './find-target.ts'
import { moment } from './moment.ts'
import type { ListedDrop } from './open-lists.ts'

/** The most columns of a name in a table. */
const LONGEST = 40

const inCell = (text: string) => cutToColumns(lineWords(text), LONGEST)

function stateOf(link: SentLink, { drop }: ListedDrop): string {
  const { state, facts } = linkWords(link, drop.state, moment, ENGLISH)
  return [state, ...facts].join(', ')
}

function rowsOf(listed: ListedDrop): string[][] {
  const { number, drop } = listed
  const facts = [String(number), inCell(drop.name), englishBytes(drop.totalBytes), moment(drop.createdAt)]
  const [first, ...others] = drop.links
  if (first === undefined) return [[...facts, dropWords(drop.state, ENGLISH)]]
  if (others.length === 0) return [[...facts, stateOf(first, listed)]]
  const links = drop.links.map((link, at) => [
    linkNumber(listed, link),
    `– ${inCell(linkTitle(link, at, drop.links.length, ENGLISH))}`,
    '',
    '',
    stateOf(link, listed),
  ])
  return [[...facts, `${drop.links.length} links`], ...links]
}

/** The list, under a head for each site where there are several. */
export function listTable(drops: readonly ListedDrop[]): string {
  const servers = [...new Set(drops.map(({ server }) => server))]
  const head = ['#', 'NAME', 'SIZE', 'SENT', 'STATE']
  return servers
    .map((server) => {
      const rows = drops.filter((listed) => listed.server === server).flatMap(rowsOf)
      return `${servers.length > 1 ? `${server}\n` : ''}${table(head, rows)}`
    })
    .join('\n')
}

/** All that is known of a drop, its links to hand on in it. */
export function dropText(listed: ListedDrop): string {
  const { number, drop, server } = listed
  const kind = drop.kind === 'files' ? countFiles(drop.files, ENGLISH) : drop.kind
  const lines = [
    `${number}  ${lineWords(drop.name)}`,
    `${kind}, ${englishBytes(drop.totalBytes)}, sent ${moment(drop.createdAt)} to ${server}`,
    // That a site did not answer is said beside it, and nothing is known here of what it said last.
    ...[dropWords(drop.state, ENGLISH)].filter((words) => words !== '' && drop.state.status !== 'unreachable'),
  ]
  drop.links.forEach((link, at) => {
    const title = lineWords(linkTitle(link, at, drop.links.length, ENGLISH))
    lines.push('', `${linkNumber(listed, link)}  ${title}: ${stateOf(link, listed)}`, `  ${link.url}`)
    for (const { words, when } of history(link.owned?.receipts ?? [], moment, ENGLISH))
      lines.push(`  ${when}  ${words}`)
  })
  if (drop.linksElsewhere > 0) lines.push('', `Live links that were made on another device: ${drop.linksElsewhere}.`)
  return `${lines.join('\n')}\n`
}

/** What has to be said of sites that did not answer, one line for each. */
export function silentSites(drops: readonly ListedDrop[]): string[] {
  const silent = new Map<string, string>()
  for (const { server, drop } of drops)
    if (drop.state.status === 'unreachable')
      silent.set(server, `${server} did not say how things stand: ${stuckTitle(drop.state.error)}.`)
  return [...silent.values()]
}

const time = (at: number) => new Date(at).toISOString()

function linkFacts(listed: ListedDrop, link: SentLink) {
  const { owned } = link
  return {
    number: linkNumber(listed, link),
    label: link.label,
    link: link.url,
    needsPassword: link.needsPassword,
    ...(owned && {
      createdAt: time(owned.createdAt),
      expiresAt: time(owned.expiresAt),
      opened: owned.receipts.some(({ event }) => event === 'opened'),
      downloads: owned.counted,
      downloadsLeft: owned.ended === null ? owned.placesLeft : 0,
      maxDownloads: owned.maxDownloads,
      running: owned.running,
      frozen: owned.frozen,
      ended: owned.ended && { reason: owned.ended.reason, at: time(owned.ended.at) },
      receipts: owned.receipts.map(({ event, at }) => ({ event, at: time(at) })),
    }),
  }
}

/** A drop as `--json` prints it. What only the server knows is left out where it did not answer. */
export function dropFacts(listed: ListedDrop) {
  const { number, server, drop } = listed
  const { id, kind, name, files, totalBytes, createdAt, state, linksElsewhere, links } = drop
  return {
    number,
    server,
    id,
    kind,
    name,
    files,
    bytes: totalBytes,
    createdAt: time(createdAt),
    state: state.status,
    ...(state.status === 'unreachable' && { error: state.error.code }),
    linksElsewhere,
    links: links.map((link) => linkFacts(listed, link)),
  }
}
