import type { createTranslator, Messages } from 'use-intl/core'

/** Says messages of the whole catalogue, by their full names, as `t('errors.network.title')`. */
export type Translator = ReturnType<typeof createTranslator<Messages>>

/**
 * A language to speak in. Whatever makes words takes one: a page its reader's (`app/language/use-language.ts`), the
 * command line English (`english.ts`).
 */
export interface Language {
  /** BCP 47 tag, for what `Intl` writes. */
  readonly locale: string
  readonly t: Translator
}
