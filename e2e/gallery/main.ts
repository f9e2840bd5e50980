import '../../app/tokens.css'
import '../../app/base.css'
import './gallery.css'
import { createElement } from 'react'
import { createRoot } from 'react-dom/client'
import type { Messages } from 'use-intl'
import { directionOf } from '../../app/language/direction.ts'
import { DEFAULT_LOCALE, findLocale } from '../../lib/wire/locales.ts'
import { Gallery } from './gallery.tsx'

// `?lang=de` draws in another language, `&dir=rtl` in another direction than its own.
const asked = new URLSearchParams(location.search)
const locale = findLocale(asked.get('lang')) ?? DEFAULT_LOCALE
document.documentElement.lang = locale
document.documentElement.dir = asked.get('dir') ?? directionOf(locale)
const { default: messages } = (await import(`../../messages/${locale}.json`)) as { default: Messages }

const element = document.getElementById('root')
if (element) {
  const root = createRoot(element)
  const draw = () => {
    const { search } = location
    root.render(createElement(Gallery, { key: search, query: new URLSearchParams(search), locale, messages }))
  }
  // A test goes from state to state without a load in between.
  addEventListener('popstate', draw)
  draw()
}
