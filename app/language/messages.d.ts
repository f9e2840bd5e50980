import type { Locale as AppLocale } from '../../lib/wire/locales.ts'
import type english from '../../messages/en.json'

declare module 'use-intl' {
  interface AppConfig {
    Locale: AppLocale
    Messages: typeof english
  }
}
