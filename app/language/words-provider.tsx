'use client'

import type { ReactNode } from 'react'
import { IntlProvider, type Messages } from 'use-intl'
import type { Locale } from '../../lib/wire/locales.ts'

interface WordsProviderProps {
  readonly locale: Locale
  readonly messages: Partial<Messages>
  readonly children: ReactNode
}

/**
 * Gives components a language and its words. No message formats a date (`scripts/messages/` sees to that), so the time
 * zone is never asked for; without one, each page would be complained of.
 */
export function WordsProvider({ locale, messages, children }: WordsProviderProps) {
  return (
    <IntlProvider locale={locale} messages={messages} timeZone="UTC">
      {children}
    </IntlProvider>
  )
}
