import type { ReactNode } from 'react'
import type { OpenedDrop, ReceiveDrop, ReceiveState, SaveWay } from '../../lib/client/receive/receive-state.ts'
import { errorWords } from '../../lib/client/words/error-words.ts'
import type { Language } from '../../lib/client/words/language.ts'
import type { DropError } from '../../lib/format/drop-error.ts'
import { clock } from '../_components/moment.ts'
import { percentOf } from '../_components/percent.ts'
import type { Voice } from '../_components/place.tsx'
import { bytesOf } from './use-chosen.ts'

type SaveName = ReceiveDrop['saveName']
type Of<Phase extends ReceiveState['phase']> = Extract<ReceiveState, { phase: Phase }>

/** Failures after which nothing is there any more, for the flowers. */
const gone: readonly string[] = ['expired', 'used-up', 'revoked', 'removed', 'lost', 'not-found']

function failure(error: DropError, language: Language): Voice {
  const words = errorWords(error, language)
  return { title: words.title, text: words.text, mood: gone.includes(error.code) ? 'gone' : 'bud' }
}

function asking({ error }: Of<'asking'>, language: Language): Voice {
  const { t } = language
  if (error) return { ...failure(error, language), mood: 'bud', spoken: errorWords(error, language).title }
  return { title: t('receive.asking.title'), text: t('receive.asking.text'), mood: 'bud' }
}

function held({ heldUntil }: OpenedDrop, { t, locale }: Language): Voice {
  const text =
    heldUntil === null ? t('receive.held.text') : t('receive.held.textUntil', { time: clock(heldUntil, locale) })
  return { title: t('receive.held.title'), text, mood: 'bud' }
}

function opened({ drop }: Of<'opened'>, language: Language): Voice {
  const { t } = language
  if (drop.placesLeft === 0 && drop.lease === null) return held(drop, language)
  if (drop.kind === 'note')
    return { title: t('receive.opened.note'), text: t('receive.opened.noteText'), mood: 'bloom' }
  if (drop.kind === 'redirect')
    return { title: t('receive.opened.redirect'), text: t('receive.opened.redirectText'), mood: 'bloom' }
  return {
    title: t('receive.opened.files', { count: drop.files.length }),
    text: t('receive.opened.filesText'),
    mood: 'bloom',
  }
}

/** What is done meanwhile, and what a reload of the page would cost. */
function receivingText({ drop, selection }: Of<'receiving'>) {
  if (drop.kind !== 'files') return 'receive.receiving.text'
  return drop.survivesReload && selection === 'all' ? 'receive.receiving.textKept' : 'receive.receiving.textAnew'
}

function receiving(state: Of<'receiving'>, { t }: Language): Voice {
  const percent = percentOf(state.progress)
  const grows = { mood: 'growing', growth: percent / 100 } as const
  switch (state.stage) {
    case 'claiming':
      // Spoken as the heading that gets the focus.
      return { ...grows, title: t('receive.receiving.claiming'), text: t('receive.receiving.claimingText'), spoken: '' }
    case 'verifying': {
      const title = t('receive.receiving.verifying')
      return { ...grows, title, text: t('receive.receiving.verifyingText'), spoken: title }
    }
    case 'receiving': {
      const title = t('receive.receiving.title')
      const spoken = percent < 10 ? title : t('receive.receiving.spoken', { percent: Math.floor(percent / 10) * 10 })
      return { ...grows, title, text: t(receivingText(state)), spoken }
    }
  }
}

function interrupted({ drop, error, progress }: Of<'interrupted'>, language: Language): Voice {
  const words = errorWords(error, language)
  return {
    title: words.title,
    text: (
      <>
        <p>{words.text}</p>
        {/* Before the claim no place is kept. */}
        {drop.lease !== null && <p>{language.t('receive.receiving.interruptedText')}</p>}
      </>
    ),
    mood: 'growing',
    growth: percentOf(progress) / 100,
  }
}

/** What is gathered first is copied by the browser at the end, and it tells no page whether it could. */
function isHandedOver(way: SaveWay): boolean {
  return way === 'gathered' || way === 'memory'
}

/** Where to find what was saved. */
const WHEREABOUTS = {
  stream: 'receive.received.stream',
  picked: 'receive.received.picked',
  gathered: 'receive.received.gathered',
  memory: 'receive.received.gathered',
} as const satisfies Record<SaveWay, string>

const bdi = (chunks: ReactNode) => <bdi>{chunks}</bdi>

function received({ drop, selection }: Of<'received'>, saveName: SaveName, { t }: Language): Voice {
  return {
    title: t(isHandedOver(drop.saveWay) ? 'receive.received.handedOver' : 'receive.received.saved'),
    text: (
      <>
        <p>{t('receive.received.verified', { count: bytesOf(drop.files, selection) })}</p>
        <p>{t.rich(WHEREABOUTS[drop.saveWay], { name: saveName(selection), bdi })}</p>
      </>
    ),
    mood: 'bloom',
  }
}

/** Whether the link shows it no more. `placesLeft` is from before the click. */
function isGone({ placesLeft }: OpenedDrop): boolean {
  return placesLeft <= 1
}

function read({ drop, written }: Of<'read'>, { t }: Language): Voice {
  const isNote = written.kind === 'note'
  const title = t(isNote ? 'receive.read.note' : 'receive.read.redirect')
  if (!isGone(drop)) return { title, text: t('receive.read.usedOne'), mood: 'bloom' }
  return { title, text: t(isNote ? 'receive.read.noteGone' : 'receive.read.redirectGone'), mood: 'bloom' }
}

function password({ isTrying }: Of<'password'>, { t }: Language): Voice {
  const title = t('receive.password.title')
  return {
    title,
    text: t(isTrying ? 'receive.password.working' : 'receive.password.text'),
    mood: 'bud',
    // Its field takes the focus, so that the heading has to be spoken here.
    spoken: isTrying ? t('receive.password.trying') : title,
  }
}

function cancelled({ drop, inBrowser }: Of<'cancelled'>, { t }: Language): Voice {
  if (drop.lease !== null)
    return { title: t('receive.cancelled.title'), text: t('receive.cancelled.textHeld'), mood: 'bud' }
  const left = drop.placesLeft
  if (inBrowser)
    return {
      title: t('receive.cancelled.inBrowser'),
      text: t('receive.cancelled.inBrowserText', { left }),
      mood: 'bud',
    }
  return { title: t('receive.cancelled.title'), text: t('receive.cancelled.text', { left }), mood: 'bud' }
}

/** What the receive page says in each phase. */
export function receiveVoice(state: ReceiveState, saveName: SaveName, language: Language): Voice {
  const { t } = language
  switch (state.phase) {
    case 'asking':
      return asking(state, language)
    case 'opening':
      return { title: t('receive.opening.title'), text: t('receive.opening.text'), mood: 'bud' }
    case 'opened':
      return opened(state, language)
    case 'receiving':
      return receiving(state, language)
    case 'interrupted':
      return interrupted(state, language)
    case 'received':
      return received(state, saveName, language)
    case 'read':
      return read(state, language)
    case 'password':
      return password(state, language)
    case 'cancelled':
      return cancelled(state, language)
    case 'failed':
      return failure(state.error, language)
  }
}
