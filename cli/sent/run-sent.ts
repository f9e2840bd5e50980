import type { LinkEdit, SentDrops, SentLink } from '../../lib/client/sent/sent-state.ts'
import { ENGLISH } from '../../lib/client/words/english.ts'
import { isOver, linkTitle } from '../../lib/client/words/link-words.ts'
import { DropError, type ErrorCode } from '../../lib/format/drop-error.ts'
import { confirm } from '../confirm.ts'
import { parseCount, parseExpires } from '../link-limits.ts'
import { plainJson } from '../plain-json.ts'
import { siteAt } from '../site-address.ts'
import { openTerminal, plainWords, type Terminal } from '../terminal.ts'
import { UsageError } from '../usage-error.ts'
import { explainRefusal } from './explain-refusal.ts'
import { findTarget, onlyLink, type Target } from './find-target.ts'
import { type ListedDrop, listAll, openLists, type SentLists } from './open-lists.ts'
import { dropFacts, dropText, listTable, silentSites } from './say-drops.ts'

export interface ListOptions {
  readonly json?: true
  readonly quiet?: true
  readonly server?: string
}

export interface ChangeOptions extends ListOptions {
  readonly yes?: true
}

export interface ForgetOptions extends ChangeOptions {
  readonly over?: true
}

export interface ExtendOptions extends ListOptions {
  readonly expires?: string
  readonly downloads?: string
  readonly unfreeze?: true
}

/** The list, as it stands when a command begins. */
interface Opened {
  readonly lists: SentLists
  readonly drops: readonly ListedDrop[]
  readonly terminal: Terminal
}

/** Opens the list for `work`, and closes it. Numbers are those of the whole list, whichever site is looked at. */
async function withList(
  options: ListOptions,
  signal: AbortSignal,
  work: (opened: Opened) => Promise<void>,
): Promise<void> {
  const server = options.server === undefined ? null : siteAt(options.server)
  const terminal = openTerminal(process, options.quiet === true, Date.now)
  const lists = await openLists(process.env, server)
  try {
    const all = await listAll(lists, true, signal)
    await work({ lists, terminal, drops: server === null ? all : all.filter((listed) => listed.server === server) })
  } finally {
    for (const sent of lists.values()) sent.close()
  }
}

/** Codes that tell a receiver to ask the sender, who is here. */
const OVER: readonly ErrorCode[] = ['not-found', 'expired', 'used-up', 'revoked', 'removed', 'lost']

async function orThrow(deed: Promise<DropError | null>): Promise<void> {
  const error = await deed
  if (error !== null)
    throw OVER.includes(error.code) ? new DropError(error.code, { subject: 'sent', cause: error }) : error
}

const print = (terminal: Terminal, facts: unknown) => terminal.print(`${plainJson(facts)}\n`)

/** `snowdrop list` */
export function runList(options: ListOptions, signal: AbortSignal): Promise<void> {
  return withList(options, signal, async ({ drops, terminal }) => {
    if (options.json === true) return print(terminal, { drops: drops.map(dropFacts) })
    if (drops.length === 0) {
      const where = options.server === undefined ? '' : ` to ${siteAt(options.server)}`
      terminal.say(`Nothing that was sent${where} is kept here. What \`snowdrop send\` sends is.`)
      return
    }
    await terminal.print(listTable(drops))
    for (const words of silentSites(drops)) terminal.say(words)
  })
}

/** `snowdrop show` */
export function runShow(what: string, options: ListOptions, signal: AbortSignal): Promise<void> {
  return withList(options, signal, async ({ drops, terminal }) => {
    const { listed } = await findTarget(what, drops)
    if (options.json === true) return print(terminal, dropFacts(listed))
    await terminal.print(dropText(listed))
    for (const words of silentSites([listed])) terminal.say(words)
  })
}

/** What is kept of a drop now, and what its server said after the last deed. */
async function again({ lists }: Opened, { number, drop }: ListedDrop, signal: AbortSignal): Promise<ListedDrop | null> {
  const now = await listAll(lists, false, signal)
  const found = now.find((listed) => listed.drop.id === drop.id)
  return found === undefined ? null : { ...found, number }
}

/** Prints what became of a drop. */
async function tell(opened: Opened, target: Target, options: ListOptions, words: string, signal: AbortSignal) {
  const listed = await again(opened, target.listed, signal)
  if (options.json === true) await print(opened.terminal, listed === null ? {} : dropFacts(listed))
  else opened.terminal.say(words)
}

function nameOf({ drop }: ListedDrop): string {
  return `“${plainWords(drop.name).replaceAll('\n', ' ')}”`
}

function linkName(listed: ListedDrop, link: SentLink): string {
  const { links } = listed.drop
  const title = link.label ?? linkTitle(link, links.indexOf(link), links.length, ENGLISH).toLowerCase()
  return `${plainWords(title)} of ${nameOf(listed)}`
}

function editOf({ expires, downloads, unfreeze }: ExtendOptions): LinkEdit {
  if (expires === undefined && downloads === undefined && unfreeze !== true)
    throw new UsageError('Say what to change: --expires, --downloads or --unfreeze.')
  return {
    ...(expires !== undefined && { expiresIn: parseExpires(expires) }),
    ...(downloads !== undefined && { maxDownloads: parseCount('--downloads', downloads) }),
    ...(unfreeze === true && { unfreeze }),
  }
}

/** `snowdrop extend` */
export function runExtend(what: string, options: ExtendOptions, signal: AbortSignal): Promise<void> {
  const edit = editOf(options)
  return withList(options, signal, async (opened) => {
    const target = await findTarget(what, opened.drops)
    const { listed } = target
    const link = onlyLink(what, target)
    const at = { base: listed.server, now: Date.now(), signal }
    const explained = async (refusal: DropError | null) => refusal && explainRefusal(refusal, edit, at)
    await orThrow(listed.sent.edit(listed.drop.id, link.locator, edit).then(explained))
    await tell(
      opened,
      target,
      options,
      `Changed: ${linkName(listed, link)}. \`snowdrop show ${listed.number}\` shows it.`,
      signal,
    )
  })
}

/** `snowdrop revoke` */
export function runRevoke(what: string, options: ChangeOptions, signal: AbortSignal): Promise<void> {
  return withList(options, signal, async (opened) => {
    const target = await findTarget(what, opened.drops)
    const { listed } = target
    const link = onlyLink(what, target)
    await confirm(opened.terminal, options.yes === true, `End ${linkName(listed, link)}?`, signal)
    await orThrow(listed.sent.revokeLink(listed.drop.id, link.locator))
    await tell(opened, target, options, `Ended: ${linkName(listed, link)}.`, signal)
  })
}

/** `snowdrop delete` */
export function runDelete(what: string, options: ChangeOptions, signal: AbortSignal): Promise<void> {
  return withList(options, signal, async (opened) => {
    const target = await findTarget(what, opened.drops)
    const { listed } = target
    await confirm(opened.terminal, options.yes === true, `Delete ${nameOf(listed)} with all its links?`, signal)
    await orThrow(listed.sent.deleteDrop(listed.drop.id))
    await tell(opened, target, options, `Deleted: ${nameOf(listed)}.`, signal)
  })
}

async function forgetAll(sent: readonly { readonly sent: SentDrops; readonly drop: ListedDrop['drop'] }[]) {
  for (const { sent: list, drop } of sent) await orThrow(list.forget(drop.id))
}

/** `snowdrop forget` */
export function runForget(what: string, options: ForgetOptions, signal: AbortSignal): Promise<void> {
  if ((what === '') === (options.over !== true)) throw new UsageError('Say which drop to forget, or --over.')
  return withList(options, signal, async (opened) => {
    const { drops, terminal } = opened
    const going =
      options.over === true ? drops.filter(({ drop }) => isOver(drop)) : [(await findTarget(what, drops)).listed]
    const [only, ...others] = going
    const name = only !== undefined && others.length === 0 ? nameOf(only) : `${going.length} drops`
    // What is over has nothing left to manage.
    const mayAct = going.some(({ drop }) => !isOver(drop))
    const question = `Forget ${name}? Its links go on, and can no longer be ended from here.`
    if (mayAct) await confirm(terminal, options.yes === true, question, signal)
    await forgetAll(going)
    if (options.json === true) await print(terminal, { forgotten: going.map(({ drop }) => drop.id) })
    else terminal.say(going.length === 0 ? 'Nothing on the list is over.' : `Forgotten: ${name}.`)
  })
}
