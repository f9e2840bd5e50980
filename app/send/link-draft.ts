import type { LinkChoice } from '../../lib/client/send/send-state.ts'
import { labelsFrom } from '../sent/labels-from.ts'
import type { Instance } from './instance.ts'

/** What is typed and chosen for links that are to be made, as it stands in the fields. */
export interface LinkDraft {
  /** Seconds. */
  readonly expiresIn: number
  readonly maxDownloads: number
  /** Empty for none. */
  readonly password: string
  readonly hint: string
  /** One name a line; empty for one link without a name. */
  readonly names: string
}

/** What an instance proposes. */
export function freshDraft({ expiry, downloads }: Instance): LinkDraft {
  return { expiresIn: expiry.default, maxDownloads: downloads.default, password: '', hint: '', names: '' }
}

/** The choice that a draft means: a hint is of no use without a password, and nothing is trimmed off a password. */
export function choiceFrom({ expiresIn, maxDownloads, password, hint, names }: LinkDraft): LinkChoice {
  const hasPassword = password !== ''
  return {
    expiresIn,
    maxDownloads,
    password: hasPassword ? password : null,
    hint: hasPassword && hint.trim() !== '' ? hint.trim() : null,
    labels: labelsFrom(names),
  }
}
