import type { EndReason, OwnedLink, Receipt } from '../../wire/drops.ts'
import type { SentDrop, SentLink, SentStatus } from '../sent/sent-state.ts'
import type { Language, Translator } from './language.ts'

/** How a link's state is coloured: nothing yet, something goes on, it was received, somebody should look, over. */
export type Tone = 'quiet' | 'busy' | 'good' | 'care' | 'over'

/** Unix ms in words, as pages and terminals say it each. */
export type Moment = (at: number) => string

/** What is said of a link. */
export interface LinkWords {
  readonly state: string
  readonly tone: Tone
  /** Shorter facts behind it. */
  readonly facts: readonly string[]
}

function noAnswer(status: SentStatus['status'], t: Translator): string {
  if (status === 'asking') return t('sent.linkState.asking')
  return t(status === 'unreachable' ? 'sent.linkState.notKnown' : 'sent.linkState.forgotten')
}

const TRANSFERS: readonly Receipt['event'][] = ['claimed', 'completed', 'counted', 'interrupted']

/** A link's receipts, the newest first. */
export function newestFirst(receipts: readonly Receipt[]): readonly Receipt[] {
  return [...receipts].sort((a, b) => b.at - a.at)
}

function wasInterrupted(link: OwnedLink): boolean {
  return newestFirst(link.receipts).find(({ event }) => TRANSFERS.includes(event))?.event === 'interrupted'
}

function endedState({ counted, maxDownloads: max }: OwnedLink, reason: EndReason, t: Translator): string {
  if (counted === 0) return t(`sent.linkState.endedNever.${reason}`)
  return t(`sent.linkState.endedAfter.${reason}`, { counted, max })
}

function liveState(link: OwnedLink, t: Translator): Pick<LinkWords, 'state' | 'tone'> {
  const { counted, running, maxDownloads: max, receipts, frozen } = link
  if (frozen) return { state: t('sent.linkState.frozen'), tone: 'care' }
  if (running > 0) return { state: t('sent.linkState.running', { count: running }), tone: 'busy' }
  const interrupted = wasInterrupted(link)
  if (counted > 0)
    return interrupted
      ? { state: t('sent.linkState.downloadedInterrupted', { counted, max }), tone: 'care' }
      : { state: t('sent.linkState.downloaded', { counted, max }), tone: 'good' }
  if (interrupted) return { state: t('sent.linkState.interrupted'), tone: 'care' }
  const opened = receipts.some(({ event }) => event === 'opened')
  return { state: t(opened ? 'sent.linkState.opened' : 'sent.linkState.notOpened'), tone: 'quiet' }
}

/** The state of a link in words. `moment` says when something was or will be. */
export function linkWords(
  { owned, needsPassword }: Pick<SentLink, 'owned' | 'needsPassword'>,
  drop: SentStatus,
  moment: Moment,
  { t }: Language,
): LinkWords {
  if (owned === null) return { state: noAnswer(drop.status, t), tone: 'quiet', facts: [] }
  if (owned.ended) {
    const { reason, at } = owned.ended
    return { state: endedState(owned, reason, t), tone: 'over', facts: [moment(at)] }
  }
  const facts = [
    t('sent.linkFacts.left', { count: owned.placesLeft }),
    t('sent.linkFacts.until', { moment: moment(owned.expiresAt) }),
  ]
  return { ...liveState(owned, t), facts: needsPassword ? [...facts, t('sent.linkFacts.password')] : facts }
}

/** One line of a link's history. */
export interface HistoryLine {
  readonly words: string
  readonly when: string
}

/** Without the counting of downloads that were completed: the server notes both, at one time, and one says it all. */
function withoutDoubles(receipts: readonly Receipt[]): readonly Receipt[] {
  const completed = receipts.filter(({ event }) => event === 'completed').map(({ at }) => at)
  return receipts.filter(({ event, at }) => {
    const double = event === 'counted' ? completed.indexOf(at) : -1
    if (double >= 0) completed.splice(double, 1)
    return double < 0
  })
}

/** A link's receipts in words, the newest first; what happens several times in a row is one line. */
export function history(receipts: readonly Receipt[], moment: Moment, { t }: Language): readonly HistoryLine[] {
  const rows: { receipt: Receipt; times: number }[] = []
  for (const receipt of newestFirst(withoutDoubles(receipts))) {
    const last = rows.at(-1)
    if (last?.receipt.event === receipt.event) last.times += 1
    else rows.push({ receipt, times: 1 })
  }
  return rows.map(({ receipt: { event, at }, times }) => {
    const words = t(`sent.events.${event}`)
    if (times === 1) return { words, when: moment(at) }
    return {
      words: t('sent.events.repeated', { event: words, count: times }),
      when: t('sent.events.last', { moment: moment(at) }),
    }
  })
}

/** What is said of a drop as a whole; empty while all is as it should be. */
export function dropWords(status: SentStatus, { t }: Language): string {
  switch (status.status) {
    case 'asking':
    case 'live':
      return ''
    case 'quarantined':
    case 'unreachable':
    case 'unknown':
      return t(`sent.dropState.${status.status}`)
    case 'ended':
      return t(status.stored ? 'sent.dropState.stored' : 'sent.dropState.gone')
  }
}

/** Whether something of the drop may still be opened, as far as is known. */
export function isLive({ state }: Pick<SentDrop, 'state'>): boolean {
  return state.status === 'live' || state.status === 'quarantined' || state.status === 'unreachable'
}

/** Whether nothing is left of the drop but its place in the list. */
export function isOver({ state }: Pick<SentDrop, 'state'>): boolean {
  return state.status === 'ended' || state.status === 'unknown'
}

/** What to call a link: its label, else its place among the drop's links. */
export function linkTitle({ label }: Pick<SentLink, 'label'>, index: number, count: number, { t }: Language): string {
  return label ?? (count === 1 ? t('sent.linkTitle.only') : t('sent.linkTitle.numbered', { number: index + 1 }))
}
