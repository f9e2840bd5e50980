import type { EndReason, OwnedLink, Receipt } from '../wire/drops.ts'
import { countDownloads } from './amounts.ts'
import type { SentDrop, SentLink, SentStatus } from './sent-state.ts'

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

const NO_ANSWER: Readonly<Record<SentStatus['status'], string>> = {
  asking: 'Asking the server …',
  unreachable: 'Not known right now',
  unknown: 'Forgotten by the server',
  live: 'Forgotten by the server',
  quarantined: 'Forgotten by the server',
  ended: 'Forgotten by the server',
}

const ENDED: Readonly<Record<EndReason, string>> = {
  expired: 'Expired',
  'used-up': 'Used up',
  revoked: 'Ended by you',
  removed: 'Removed by this site',
  lost: 'Lost by storage',
}

const TRANSFERS: readonly Receipt['event'][] = ['claimed', 'completed', 'counted', 'interrupted']

/** A link's receipts, the newest first. */
export function newestFirst(receipts: readonly Receipt[]): readonly Receipt[] {
  return [...receipts].sort((a, b) => b.at - a.at)
}

function wasInterrupted(link: OwnedLink): boolean {
  return newestFirst(link.receipts).find(({ event }) => TRANSFERS.includes(event))?.event === 'interrupted'
}

function timesDownloaded({ counted, maxDownloads }: OwnedLink): string {
  if (counted === 0) return 'never downloaded'
  return `downloaded ${counted.toLocaleString('en')} of ${maxDownloads.toLocaleString('en')}`
}

function endedWords(link: OwnedLink, { reason, at }: { reason: EndReason; at: number }, moment: Moment): LinkWords {
  return { state: `${ENDED[reason]}, ${timesDownloaded(link)}`, tone: 'over', facts: [moment(at)] }
}

function liveState(link: OwnedLink): Pick<LinkWords, 'state' | 'tone'> {
  const { counted, running, maxDownloads, receipts, frozen } = link
  if (frozen) return { state: 'Frozen by wrong passwords', tone: 'care' }
  if (running > 1) return { state: `Being downloaded now, ${running.toLocaleString('en')} times at once`, tone: 'busy' }
  if (running === 1) return { state: 'Being downloaded now', tone: 'busy' }
  const interrupted = wasInterrupted(link)
  if (counted > 0) {
    const state = `Downloaded ${counted.toLocaleString('en')} of ${maxDownloads.toLocaleString('en')}`
    return interrupted ? { state: `${state}, then interrupted`, tone: 'care' } : { state, tone: 'good' }
  }
  if (interrupted) return { state: 'Interrupted', tone: 'care' }
  if (receipts.some(({ event }) => event === 'opened')) return { state: 'Opened, not downloaded yet', tone: 'quiet' }
  return { state: 'Not opened yet', tone: 'quiet' }
}

/** The state of a link in words. `moment` says when something was or will be. */
export function linkWords(
  { owned, needsPassword }: Pick<SentLink, 'owned' | 'needsPassword'>,
  drop: SentStatus,
  moment: Moment,
): LinkWords {
  if (owned === null) return { state: NO_ANSWER[drop.status], tone: 'quiet', facts: [] }
  if (owned.ended) return endedWords(owned, owned.ended, moment)
  const facts = [`${countDownloads(owned.placesLeft)} left`, `until ${moment(owned.expiresAt)}`]
  return { ...liveState(owned), facts: needsPassword ? [...facts, 'password'] : facts }
}

const EVENTS: Readonly<Record<Receipt['event'], string>> = {
  opened: 'Opened',
  claimed: 'Download begun',
  completed: 'Downloaded',
  counted: 'Not finished, but most of it was handed out: counted as a download',
  interrupted: 'Interrupted, and given back',
  'password-wrong': 'Wrong password',
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
export function history(receipts: readonly Receipt[], moment: Moment): readonly HistoryLine[] {
  const rows: { receipt: Receipt; times: number }[] = []
  for (const receipt of newestFirst(withoutDoubles(receipts))) {
    const last = rows.at(-1)
    if (last?.receipt.event === receipt.event) last.times += 1
    else rows.push({ receipt, times: 1 })
  }
  return rows.map(({ receipt: { event, at }, times }) => ({
    words: times === 1 ? EVENTS[event] : `${EVENTS[event]}, ${times.toLocaleString('en')} times`,
    when: times === 1 ? moment(at) : `last ${moment(at)}`,
  }))
}

/** What is said of a drop as a whole; empty while all is as it should be. */
export function dropWords(status: SentStatus): string {
  switch (status.status) {
    case 'asking':
    case 'live':
      return ''
    case 'quarantined':
      return 'Held back for now: whoever runs this site is looking at a complaint. Nobody can open it meanwhile, and nothing is used up.'
    case 'unreachable':
      return 'The server cannot be reached. This is what it said last.'
    case 'unknown':
      return 'Over. The server forgets a drop a week after its end.'
    case 'ended':
      return status.stored ? 'Over. Storage is letting go of the bytes.' : 'Over, and its bytes are gone.'
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
export function linkTitle({ label }: Pick<SentLink, 'label'>, index: number, count: number): string {
  return label ?? (count === 1 ? 'Link' : `Link ${(index + 1).toLocaleString('en')}`)
}
