import type { DropError, ErrorCode, ErrorFacts } from '../../format/drop-error.ts'
import { accessWords } from './access-words.ts'
import { dateAndTime } from './dates.ts'
import { formatBytes } from './format-bytes.ts'
import type { Language } from './language.ts'

/** What a person reads about a failure: what happened, and what to do about it. */
export interface ErrorWords {
  /** A heading, without a full stop. */
  readonly title: string
  /** One or two sentences. */
  readonly text: string
}

/** The words for a failure, where they depend on its facts. */
export type Entry = (facts: ErrorFacts, language: Language) => ErrorWords

/** What Argon2id asks of a device (docs/format.md 5), in bytes. */
const PASSWORD_MEMORY = 64e6

const malformed: Entry = ({ subject }, { t }) => ({
  title: t('errors.link-malformed.title'),
  text: t(subject === 'fragment' ? 'errors.link-malformed.textWithoutFragment' : 'errors.link-malformed.text'),
})

const wrongPassword: Entry = ({ subject }, { t }) => ({
  title: t(subject === 'export' ? 'errors.password-wrong.titleOfFile' : 'errors.password-wrong.title'),
  text: t('errors.password-wrong.text'),
})

const unsupported: Entry = ({ subject }, { locale, t }) => {
  const title = t('errors.browser-unsupported.title')
  if (subject === 'secure context') return { title, text: t('errors.browser-unsupported.textWithoutHttps') }
  if (subject === 'large download') return { title, text: t('errors.browser-unsupported.textTooLarge') }
  if (subject !== 'memory') return { title, text: t('errors.browser-unsupported.text') }
  return {
    title: t('errors.browser-unsupported.titleMemory'),
    text: t('errors.browser-unsupported.textMemory', { bytes: formatBytes(PASSWORD_MEMORY, locale) }),
  }
}

const unsaved: Entry = ({ subject }, { t }) => {
  if (subject === 'list') return { title: t('errors.save-failed.titleList'), text: t('errors.save-failed.textList') }
  if (subject === 'room') return { title: t('errors.save-failed.titleRoom'), text: t('errors.save-failed.textRoom') }
  return { title: t('errors.save-failed.title'), text: t('errors.save-failed.text') }
}

const expired: Entry = ({ at }, { locale, t }) => ({
  title: t('errors.expired.title'),
  text: at === undefined ? t('errors.expired.text') : t('errors.expired.textSince', { time: dateAndTime(at, locale) }),
})

const held: Entry = ({ at }, { locale, t }) => ({
  title: t('errors.held.title'),
  text: at === undefined ? t('errors.held.text') : t('errors.held.textUntil', { time: dateAndTime(at, locale) }),
})

const tooLarge: Entry = ({ limit }, { locale, t }) => ({
  title: t('errors.too-large.title'),
  text:
    limit === undefined
      ? t('errors.too-large.text')
      : t('errors.too-large.textOver', { bytes: formatBytes(limit, locale) }),
})

const tooManyFiles: Entry = ({ limit }, { t }) => ({
  title: t('errors.too-many-files.title'),
  text: t('errors.too-many-files.text', { count: limit ?? 10_000 }),
})

const tooManyLinks: Entry = ({ limit, subject }, { t }) => {
  const title = t('errors.too-many-links.title')
  if (subject === 'all') return { title, text: t('errors.too-many-links.textAll') }
  const text =
    limit === undefined ? t('errors.too-many-links.text') : t('errors.too-many-links.textOver', { count: limit })
  return { title, text }
}

const tooManyRequests: Entry = ({ at, subject }, { locale, t }) => {
  if (subject === 'reports')
    return { title: t('errors.too-many-requests.titleReports'), text: t('errors.too-many-requests.textReports') }
  const time = at === undefined ? null : dateAndTime(at, locale)
  if (subject !== 'requests')
    return {
      title: t('errors.too-many-requests.title'),
      text: time === null ? t('errors.too-many-requests.text') : t('errors.too-many-requests.textUntil', { time }),
    }
  return {
    title: t('errors.too-many-requests.titleRequests'),
    text:
      time === null
        ? t('errors.too-many-requests.textRequests')
        : t('errors.too-many-requests.textRequestsUntil', { time }),
  }
}

/** What a sender may have to write otherwise: subjects of `bad-request`. */
const UNUSABLE = ['password', 'hint', 'expiresIn', 'maxDownloads', 'note', 'address'] as const

const badRequest: Entry = ({ subject }, { t }) => {
  const field = UNUSABLE.find((each) => each === subject)
  return field === undefined
    ? { title: t('errors.bad-request.title'), text: t('errors.bad-request.text') }
    : { title: t(`errors.unusable.${field}.title`), text: t(`errors.unusable.${field}.text`) }
}

const BY_FACTS = {
  'link-malformed': malformed,
  'password-wrong': wrongPassword,
  'browser-unsupported': unsupported,
  expired,
  held,
  'too-large': tooLarge,
  'too-many-files': tooManyFiles,
  'too-many-links': tooManyLinks,
  'too-many-requests': tooManyRequests,
  'bad-request': badRequest,
  'save-failed': unsaved,
  ...accessWords,
} satisfies Partial<Record<ErrorCode, Entry>>

function dependsOnFacts(code: ErrorCode): code is keyof typeof BY_FACTS {
  return code in BY_FACTS
}

/** The words for a failure. They never hold a secret or a name. */
export function errorWords({ code, facts }: DropError, language: Language): ErrorWords {
  if (dependsOnFacts(code)) return BY_FACTS[code](facts, language)
  return { title: language.t(`errors.${code}.title`), text: language.t(`errors.${code}.text`) }
}
