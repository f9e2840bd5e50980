import type { DropKind, SendState } from '../../lib/client/send/send-state.ts'
import { totalSize } from '../../lib/client/words/amounts.ts'
import { errorWords } from '../../lib/client/words/error-words.ts'
import { formatBytes } from '../../lib/client/words/format-bytes.ts'
import type { Language } from '../../lib/client/words/language.ts'
import { DEFAULT_PART_BYTES } from '../../lib/format/header.ts'
import type { ConfigResponse } from '../../lib/wire/config.ts'
import { moment } from '../_components/moment.ts'
import { percentOf } from '../_components/percent.ts'
import type { Voice } from '../_components/place.tsx'

type Of<Phase extends SendState['phase']> = Extract<SendState, { phase: Phase }>

const beginnings = {
  files: { title: 'send.voice.files.title', text: 'send.voice.files.text', spoken: null },
  note: { title: 'send.voice.note.title', text: 'send.voice.note.text', spoken: 'send.voice.note.spoken' },
  redirect: {
    title: 'send.voice.redirect.title',
    text: 'send.voice.redirect.text',
    spoken: 'send.voice.redirect.spoken',
  },
} as const satisfies Record<DropKind, unknown>

const stages = {
  storing: { title: 'send.voice.finishing.storing.title', text: 'send.voice.finishing.storing.text' },
  linking: { title: 'send.voice.finishing.linking.title', text: 'send.voice.finishing.linking.text' },
  checking: { title: 'send.voice.finishing.checking.title', text: 'send.voice.finishing.checking.text' },
} as const satisfies Record<Of<'finishing'>['stage'], unknown>

function beginning(kind: DropKind, { t }: Language): Voice {
  const { title, text, spoken } = beginnings[kind]
  return { title: t(title), text: t(text), mood: 'bud', spoken: spoken === null ? '' : t(spoken) }
}

/** Tens only: a screen reader is told ten times in a transfer, not at each tick. */
function tens(percent: number, { t }: Language): string {
  return percent < 10 ? '' : t('send.voice.spokenPercent', { percent: Math.floor(percent / 10) * 10 })
}

/** What is true of files that wait for their link: whole parts go at once, the rest with the link. */
function gatheringText(isAllStored: boolean, hasWholePart: boolean, { t }: Language): string {
  if (isAllStored) return t('send.voice.gathering.stored')
  return hasWholePart ? t('send.voice.gathering.storing') : t('send.voice.gathering.small')
}

function gathering({ files, progress }: Of<'gathering'>, language: Language): Voice {
  const { locale, t } = language
  const all = progress.doneBytes >= progress.totalBytes
  const bytes = totalSize(files)
  return {
    title: t('send.voice.gathering.title', { count: files.length, size: formatBytes(bytes, locale) }),
    text: gatheringText(all, bytes >= DEFAULT_PART_BYTES, language),
    mood: 'growing',
    growth: percentOf(progress) / 100,
    spoken: all ? t('send.voice.gathering.spokenStored') : tens(percentOf(progress), language),
  }
}

function finishing({ stage, progress }: Of<'finishing'>, language: Language): Voice {
  const { t } = language
  const title = t(stages[stage].title)
  const spoken = stage === 'storing' ? tens(percentOf(progress), language) : title
  return { title, text: t(stages[stage].text), mood: 'growing', growth: percentOf(progress) / 100, spoken }
}

function paused({ error, progress }: Of<'paused'>, language: Language): Voice {
  const words = errorWords(error, language)
  return {
    title: words.title,
    text: (
      <>
        <p>{words.text}</p>
        <p>{language.t('send.voice.paused.goesOn')}</p>
      </>
    ),
    mood: 'growing',
    growth: percentOf(progress) / 100,
  }
}

function ready({ links }: Of<'ready'>, { locale, t }: Language): Voice {
  const count = links.length
  const only = count === 1 ? links[0] : undefined
  return {
    title: t('send.voice.ready.title', { count }),
    text: only
      ? t('send.voice.ready.works', { count: only.maxDownloads, moment: moment(only.expiresAt, locale) })
      : t('send.voice.ready.each'),
    mood: 'bloom',
    spoken: only ? '' : t('send.voice.ready.spoken', { count }),
  }
}

/** What the send page says in each phase; `kind` is what is about to be sent while nothing is. */
export function sendVoice(
  state: SendState,
  language: Language,
  kind: DropKind = 'files',
  uploads: ConfigResponse['uploads'] = 'open',
): Voice {
  const { t } = language
  switch (state.phase) {
    case 'empty':
      return uploads === 'closed'
        ? { title: t('send.voice.closed.title'), text: t('send.voice.closed.text'), mood: 'bud' }
        : beginning(kind, language)
    case 'ticket':
      return { title: t('send.voice.ticket.title'), text: t('send.voice.ticket.text'), mood: 'bud' }
    case 'gathering':
      return gathering(state, language)
    case 'finishing':
      return finishing(state, language)
    case 'paused':
      return paused(state, language)
    case 'ready':
      return ready(state, language)
    case 'deleted':
      return { title: t('send.voice.deleted.title'), text: t('send.voice.deleted.text'), mood: 'gone' }
    case 'failed': {
      const words = errorWords(state.error, language)
      return { title: words.title, text: words.text, mood: 'gone' }
    }
  }
}
