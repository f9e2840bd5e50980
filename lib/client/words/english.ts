import { createTranslator, type Messages } from 'use-intl/core'
import messages from '../../../messages/en.json' with { type: 'json' }
import type { Language } from './language.ts'

/** What the command line and tests speak. Never for a page: it brings the whole catalogue and a parser for it. */
export const ENGLISH: Language = { locale: 'en', t: createTranslator<Messages>({ locale: 'en', messages }) }
