import type { ReactNode } from 'react'
import { countDownloads, countFiles } from '../../lib/client/amounts.ts'
import { errorWords } from '../../lib/client/error-words.ts'
import type { OpenedDrop, ReceiveDrop, ReceiveState, SaveWay } from '../../lib/client/receive-state.ts'
import type { DropError } from '../../lib/format/drop-error.ts'
import { clock } from '../_components/moment.ts'
import { percentOf } from '../_components/percent.ts'
import type { Voice } from '../_components/place.tsx'
import { bytesOf } from './use-chosen.ts'

type SaveName = ReceiveDrop['saveName']
type Of<Phase extends ReceiveState['phase']> = Extract<ReceiveState, { phase: Phase }>

const stages = {
  claiming: { title: 'Starting', text: 'Asking for your download.' },
  receiving: { title: 'Downloading', text: 'Every piece is checked before it is written.' },
  verifying: { title: 'Checking the end', text: 'The last piece and the length, so that nothing is missing.' },
} as const

/** Failures after which nothing is there any more, for the flowers. */
const gone: readonly string[] = ['expired', 'used-up', 'revoked', 'removed', 'lost', 'not-found']

function failure(error: DropError): Voice {
  const words = errorWords(error)
  return { title: words.title, text: words.text, mood: gone.includes(error.code) ? 'gone' : 'bud' }
}

function asking({ error }: Of<'asking'>): Voice {
  if (error) {
    const words = errorWords(error)
    return { title: words.title, text: words.text, mood: 'bud', spoken: words.title }
  }
  return {
    title: 'Someone sent you something?',
    text: 'Paste the link you were given, its code, or its eleven words. It is read here in your browser; the server never gets it.',
    mood: 'bud',
  }
}

function held({ heldUntil }: OpenedDrop): Voice {
  return {
    title: 'Being downloaded right now',
    text: `Every download of this link is taken at the moment. If one breaks off, it comes free again${
      heldUntil === null ? '' : `, at ${clock(heldUntil)} the earliest`
    }.`,
    mood: 'bud',
  }
}

function opened({ drop }: Of<'opened'>): Voice {
  if (drop.placesLeft === 0 && drop.lease === null) return held(drop)
  if (drop.kind === 'note')
    return {
      title: 'A note for you',
      text: 'Sealed from end to end: this server cannot read it. It is shown only after your click.',
      mood: 'bloom',
    }
  if (drop.kind === 'redirect')
    return {
      title: 'A one-time link for you',
      text: 'The whole address is shown after your click. Nothing opens by itself.',
      mood: 'bloom',
    }
  return {
    title: drop.files.length === 1 ? 'A file for you' : `${countFiles(drop.files.length)} for you`,
    text: 'Sealed from end to end: this server cannot see what is inside. Looking has used nothing up.',
    mood: 'bloom',
  }
}

/** What a reload of the page would cost. */
function reloadWords({ drop, selection }: Of<'receiving'>): string {
  if (drop.kind !== 'files') return ''
  return drop.survivesReload && selection === 'all'
    ? ' If this page is reloaded, what has arrived stays.'
    : ' Keep this page open: after a reload it begins anew, still within this one download.'
}

function receiving(state: Of<'receiving'>): Voice {
  const { stage, progress } = state
  const percent = percentOf(progress)
  // The first stage is spoken as the heading that gets the focus.
  const words = stage === 'claiming' ? '' : stages[stage].title
  return {
    ...stages[stage],
    ...(stage === 'receiving' && { text: `${stages.receiving.text}${reloadWords(state)}` }),
    mood: 'growing',
    growth: percent / 100,
    spoken: stage === 'receiving' && percent >= 10 ? `${Math.floor(percent / 10) * 10} percent` : words,
  }
}

function interrupted({ error, progress }: Of<'interrupted'>): Voice {
  const words = errorWords(error)
  return {
    title: words.title,
    text: (
      <>
        <p>{words.text}</p>
        <p>Your place is kept for half an hour. It goes on where it stopped.</p>
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

function whereabouts(way: SaveWay, name: ReactNode): ReactNode {
  if (way === 'picked') return <>{name} is where you chose to save it.</>
  if (!isHandedOver(way)) return <>Look for {name} where your downloads go.</>
  return (
    <>Your browser saves it now as {name}. Leave this page open until its list of downloads says that it is done.</>
  )
}

function received({ drop, selection }: Of<'received'>, saveName: SaveName): Voice {
  const bytes = bytesOf(drop.files, selection)
  return {
    title: isHandedOver(drop.saveWay) ? 'Received.' : 'Saved.',
    text: (
      <>
        <p>All {bytes.toLocaleString('en')} bytes verified.</p>
        <p>{whereabouts(drop.saveWay, <bdi>{saveName(selection)}</bdi>)}</p>
      </>
    ),
    mood: 'bloom',
  }
}

/** Whether the link shows it no more. `placesLeft` is from before the click. */
function isGone({ placesLeft }: OpenedDrop): boolean {
  return placesLeft <= 1
}

function read({ drop, written }: Of<'read'>): Voice {
  const isNote = written.kind === 'note'
  const title = isNote ? 'The note' : 'Where it leads'
  if (!isGone(drop)) return { title, text: 'Showing it has used one download up.', mood: 'bloom' }
  const text = `The link is used up now and shows it to nobody any more. Copy ${isNote ? 'what you need' : 'the address'} before you close this page.`
  return { title, text, mood: 'bloom' }
}

function password({ isTrying }: Of<'password'>): Voice {
  return {
    title: 'This link asks for a password',
    text: isTrying
      ? 'Working it out takes this device a second or two. That is what makes guessing slow.'
      : 'Whoever sent it to you can tell you. It is used here in your browser; the server never gets it.',
    mood: 'bud',
    // Its field takes the focus, so that the heading has to be spoken here.
    spoken: isTrying ? 'Trying the password' : 'This link asks for a password',
  }
}

function cancelled({ drop, inBrowser }: Of<'cancelled'>): Voice {
  const left = drop.placesLeft === 0 ? 'No download is free right now.' : `${countDownloads(drop.placesLeft)} left.`
  if (drop.lease !== null)
    return { title: 'Cancelled', text: 'You still hold your download, and may go on with it.', mood: 'bud' }
  if (inBrowser) {
    const text = `It was cancelled there, or there is no more room on the disk. Make some, then download it again. Nothing was kept. ${left}`
    return { title: 'The browser stopped saving it', text, mood: 'bud' }
  }
  return { title: 'Cancelled', text: `Nothing was kept. ${left}`, mood: 'bud' }
}

/** What the receive page says in each phase. */
export function receiveVoice(state: ReceiveState, saveName: SaveName): Voice {
  switch (state.phase) {
    case 'asking':
      return asking(state)
    case 'opening':
      return { title: 'Opening …', text: 'Looking uses nothing up.', mood: 'bud' }
    case 'opened':
      return opened(state)
    case 'receiving':
      return receiving(state)
    case 'interrupted':
      return interrupted(state)
    case 'received':
      return received(state, saveName)
    case 'read':
      return read(state)
    case 'password':
      return password(state)
    case 'cancelled':
      return cancelled(state)
    case 'failed':
      return failure(state.error)
  }
}
