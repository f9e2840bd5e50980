'use client'

import { type MouseEvent, useId } from 'react'
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

/** Every language in its own name. A popover and links, so that it also works without scripts. */
export function LanguageChooser({ label, current, languages }: LanguageChooserProps) {
  const id = useId()
  return (
    <>
      <button type="button" className={styles.opener} popoverTarget={id}>
        <svg viewBox="0 0 20 20" aria-hidden="true" focusable="false">
          <path d="M10 2a8 8 0 1 0 0 16a8 8 0 1 0 0-16zM2 10h16M10 2c-5 5-5 11 0 16c5-5 5-11 0-16z" />
        </svg>
        <span className="visually-hidden">{label}</span>
        {languages.find(({ locale }) => locale === current)?.name}
      </button>
      <nav id={id} popover="auto" className={styles.panel} aria-label={label}>
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
      </nav>
    </>
  )
}
