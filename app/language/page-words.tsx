import { useLocale, useMessages } from 'next-intl'
import type { ReactNode } from 'react'
import { WordsProvider } from './words-provider.tsx'

/** A part of the catalogue that the browser is given. */
export type Namespace = 'common' | 'errors' | 'site' | 'send' | 'sent' | 'receive' | 'look'

interface PageWordsProps {
  readonly namespaces: readonly Namespace[]
  readonly children: ReactNode
}

/**
 * Sends those words along with a page, for the components in it that run in the browser. An inner one replaces what an
 * outer one gave.
 */
export function PageWords({ namespaces, children }: PageWordsProps) {
  const all = useMessages()
  const messages = Object.fromEntries(namespaces.map((name) => [name, all[name]]))
  return (
    <WordsProvider locale={useLocale()} messages={messages}>
      {children}
    </WordsProvider>
  )
}
