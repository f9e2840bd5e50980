import type { ErrorCode } from '../../format/drop-error.ts'
import { dateAndTime } from './dates.ts'
import type { Entry } from './error-words.ts'
import { formatBytes } from './format-bytes.ts'

const tooManyBytes: Entry = ({ at, subject }, { locale, t }) => {
  const time = at === undefined ? null : dateAndTime(at, locale)
  if (subject === 'received')
    return {
      title: t('errors.too-many-bytes.titleReceived'),
      text:
        time === null
          ? t('errors.too-many-bytes.textReceived')
          : t('errors.too-many-bytes.textReceivedUntil', { time }),
    }
  // In the middle of a download one may have been used up.
  if (subject === 'again')
    return {
      title: t('errors.too-many-bytes.titleReceived'),
      text: time === null ? t('errors.too-many-bytes.textAgain') : t('errors.too-many-bytes.textAgainUntil', { time }),
    }
  return {
    title: t('errors.too-many-bytes.title'),
    text: time === null ? t('errors.too-many-bytes.text') : t('errors.too-many-bytes.textUntil', { time }),
  }
}

const wrongTicket: Entry = ({ subject }, { t }) => ({
  title: t('errors.ticket-wrong.title'),
  text: t(subject === undefined ? 'errors.ticket-wrong.text' : 'errors.ticket-wrong.textMistyped'),
})

const endedTicket: Entry = ({ at }, { locale, t }) => ({
  title: t('errors.ticket-ended.title'),
  text:
    at === undefined
      ? t('errors.ticket-ended.text')
      : t('errors.ticket-ended.textSince', { time: dateAndTime(at, locale) }),
})

const usedUpTicket: Entry = ({ subject, limit = 0 }, { locale, t }) => {
  const title = t('errors.ticket-used-up.title')
  if (subject !== 'bytes') return { title, text: t('errors.ticket-used-up.textDrops') }
  if (limit <= 0) return { title, text: t('errors.ticket-used-up.textBytes') }
  return {
    title: t('errors.ticket-used-up.titleTooLarge'),
    text: t('errors.ticket-used-up.textTooLarge', { bytes: formatBytes(limit, locale) }),
  }
}

/** The words for who may not send, or not more, where they depend on facts. */
export const accessWords = {
  'too-many-bytes': tooManyBytes,
  'ticket-wrong': wrongTicket,
  'ticket-ended': endedTicket,
  'ticket-used-up': usedUpTicket,
} satisfies Partial<Record<ErrorCode, Entry>>
