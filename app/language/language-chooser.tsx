'use client'

import type { MouseEvent } from 'react'
import styles from './language-chooser.module.css'
import { inLanguage, rememberLanguage } from './remembered-language.ts'

/** A language with its name in itself. */
export interface NamedLanguage {
  readonly locale: string
  readonly name: string
}

interface LanguageChooserProps {
  readonly label: string
  readonly current: string
  readonly languages: readonly NamedLanguage[]
}

function choose(event: MouseEvent, locale: string): void {
  rememberLanguage(locale)
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
  // The link alone would lose the fragment.
  event.preventDefault()
  location.assign(inLanguage(location.href, locale))
}

/** Every language in its own name. Links, so that they also work without scripts. */
export function LanguageChooser({ label, current, languages }: LanguageChooserProps) {
  return (
    <details className={styles.chooser}>
      <summary>
        <span className="visually-hidden">{label} </span>
        {languages.find(({ locale }) => locale === current)?.name}
      </summary>
      <ul>
        {languages.map(({ locale, name }) => (
          <li key={locale}>
            <a
              href={`?lang=${locale}`}
              lang={locale}
              hrefLang={locale}
              aria-current={locale === current ? 'true' : undefined}
              onClick={(event) => choose(event, locale)}
            >
              {name}
            </a>
          </li>
        ))}
      </ul>
    </details>
  )
}
