import { errorWords } from '../../lib/client/error-words.ts'
import type { OpenedDrop, ReceiveState } from '../../lib/client/receive-state.ts'
import type { DropError } from '../../lib/format/drop-error.ts'
import { countDownloads, countFiles } from '../_components/amounts.ts'
import { clock } from '../_components/moment.ts'
import { percentOf } from '../_components/percent.ts'
import type { Voice } from '../_components/place.tsx'

type Of<Phase extends ReceiveState['phase']> = Extract<ReceiveState, { phase: Phase }>

const stages = {
  claiming: { title: 'Starting', text: 'Asking for your download.' },
  receiving: { title: 'Downloading', text: 'Every piece is checked before it is written. Keep this page open.' },
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
  if (drop.placesLeft === 0) return held(drop)
  return {
    title: drop.files.length === 1 ? 'A file for you' : `${countFiles(drop.files.length)} for you`,
    text: 'Sealed from end to end: this server cannot see what is inside. Looking has used nothing up.',
    mood: 'bloom',
  }
}

function receiving({ stage, progress }: Of<'receiving'>): Voice {
  const percent = percentOf(progress)
  // The first stage is spoken as the heading that gets the focus.
  const words = stage === 'claiming' ? '' : stages[stage].title
  return {
    ...stages[stage],
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

function received({ drop }: Of<'received'>): Voice {
  return {
    title: 'Saved.',
    text: (
      <>
        <p>All {drop.totalBytes.toLocaleString('en')} bytes verified.</p>
        <p>
          Look for <bdi>{drop.saveName}</bdi> where your downloads go.
        </p>
      </>
    ),
    mood: 'bloom',
  }
}

function cancelled({ drop }: Of<'cancelled'>): Voice {
  const left = drop.placesLeft === 0 ? 'No download is free right now.' : `${countDownloads(drop.placesLeft)} left.`
  return { title: 'Cancelled', text: `Nothing was kept. ${left}`, mood: 'bud' }
}

/** What the receive page says in each phase. */
export function receiveVoice(state: ReceiveState): Voice {
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
      return received(state)
    case 'cancelled':
      return cancelled(state)
    case 'failed':
      return failure(state.error)
  }
}
