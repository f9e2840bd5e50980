import { countDownloads, countFiles, totalSize } from '../../lib/client/amounts.ts'
import { errorWords } from '../../lib/client/error-words.ts'
import { formatBytes } from '../../lib/client/format-bytes.ts'
import type { DropKind, SendState } from '../../lib/client/send-state.ts'
import { DEFAULT_PART_BYTES } from '../../lib/format/header.ts'
import type { ConfigResponse } from '../../lib/wire/config.ts'
import { moment } from '../_components/moment.ts'
import { percentOf } from '../_components/percent.ts'
import type { Voice } from '../_components/place.tsx'

type Of<Phase extends SendState['phase']> = Extract<SendState, { phase: Phase }>

const beginnings: Readonly<Record<DropKind, Voice>> = {
  files: {
    title: 'Send files that don’t stay.',
    text: 'Encrypted in this browser before a byte leaves it. The link ends when you say, and the files go with it.',
    mood: 'bud',
  },
  note: {
    title: 'Send a note that doesn’t stay.',
    text: 'A password, a code, a few words: encrypted in this browser, and gone once it is read.',
    mood: 'bud',
    spoken: 'Note',
  },
  redirect: {
    title: 'Send an address, once.',
    text: 'A link that leads somewhere else until it is used up. Where to, only its receiver learns.',
    mood: 'bud',
    spoken: 'One-time link',
  },
}

const stages = {
  storing: { title: 'Sealing and storing', text: 'Each piece is encrypted here, then stored. Keep this page open.' },
  linking: { title: 'Making the link', text: 'Everything is stored. One moment.' },
  checking: { title: 'Checking what is stored', text: 'Reading the beginning back, to be sure that it is sealed.' },
} as const

const closed: Voice = {
  title: 'This site takes no uploads.',
  text: 'Whoever runs it has closed them. Links that were made here open as before: to receive, open the link, or type its words.',
  mood: 'bud',
}

/** Tens only: a screen reader is told ten times in a transfer, not at each tick. */
function tens(percent: number): string {
  return percent < 10 ? '' : `${Math.floor(percent / 10) * 10} percent`
}

/** What is true of files that wait for their link: whole parts go at once, the rest with the link. */
function gatheringText(isAllStored: boolean, hasWholePart: boolean): string {
  if (isAllStored) return 'All of it is sealed and stored. The link is made the moment you ask for it.'
  return hasWholePart
    ? 'Already being sealed and stored while you choose, so the link will not keep you waiting.'
    : 'Small enough to be sealed and stored the moment you ask for the link.'
}

function gathering({ files, progress }: Of<'gathering'>): Voice {
  const all = progress.doneBytes >= progress.totalBytes
  return {
    title: `${countFiles(files.length)}, ${formatBytes(totalSize(files))}`,
    text: gatheringText(all, totalSize(files) >= DEFAULT_PART_BYTES),
    mood: 'growing',
    growth: percentOf(progress) / 100,
    spoken: all ? 'All stored' : tens(percentOf(progress)),
  }
}

function finishing({ stage, progress }: Of<'finishing'>): Voice {
  const spoken = stage === 'storing' ? tens(percentOf(progress)) : stages[stage].title
  return { ...stages[stage], mood: 'growing', growth: percentOf(progress) / 100, spoken }
}

function paused({ error, progress }: Of<'paused'>): Voice {
  const words = errorWords(error)
  return {
    title: words.title,
    text: (
      <>
        <p>{words.text}</p>
        <p>It goes on by itself as soon as it can.</p>
      </>
    ),
    mood: 'growing',
    growth: percentOf(progress) / 100,
  }
}

function ready({ links }: Of<'ready'>): Voice {
  const [first] = links
  const only = links.length === 1 && first !== undefined ? first : null
  return {
    title: only ? 'Your link is ready.' : `Your ${links.length.toLocaleString('en')} links are ready.`,
    text: only
      ? `Works for ${countDownloads(only.maxDownloads)}, until ${moment(only.expiresAt)}.`
      : 'Each ends by itself, and what you sent goes with the last of them.',
    mood: 'bloom',
    spoken: only ? '' : `${links.length.toLocaleString('en')} links`,
  }
}

/** What the send page says in each phase; `kind` is what is about to be sent while nothing is. */
export function sendVoice(
  state: SendState,
  kind: DropKind = 'files',
  uploads: ConfigResponse['uploads'] = 'open',
): Voice {
  switch (state.phase) {
    case 'empty':
      return uploads === 'closed' ? closed : beginnings[kind]
    case 'ticket':
      return {
        title: 'First, your ticket.',
        text: 'This site takes uploads with a ticket only. What you have here stays as it is, and goes on with the ticket.',
        mood: 'bud',
      }
    case 'gathering':
      return gathering(state)
    case 'finishing':
      return finishing(state)
    case 'paused':
      return paused(state)
    case 'ready':
      return ready(state)
    case 'deleted':
      return {
        title: 'Deleted.',
        text: 'The link stopped working just now, and storage is letting go of the bytes. Without the link nobody could read them anyway.',
        mood: 'gone',
      }
    case 'failed': {
      const words = errorWords(state.error)
      return { title: words.title, text: words.text, mood: 'gone' }
    }
  }
}
