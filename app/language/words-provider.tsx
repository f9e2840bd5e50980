'use client'

import type { ReactNode } from 'react'
import { IntlProvider, type Messages } from 'use-intl'
import type { Locale } from '../../lib/wire/locales.ts'

interface WordsProviderProps {
  readonly locale: Locale
  readonly messages: Partial<Messages>
  readonly children: ReactNode
}

/** Gives components a language and its words. Not next-intl's own: that one would fix the time zone of the machine that built the page. */
export function WordsProvider({ locale, messages, children }: WordsProviderProps) {
  return (
    <IntlProvider locale={locale} messages={messages}>
      {children}
    </IntlProvider>
  )
}
