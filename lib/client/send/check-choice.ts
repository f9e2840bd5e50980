import { DropError } from '../../format/drop-error.ts'
import { encodeHint } from '../../format/hint.ts'
import { encodePassword } from '../../format/password.ts'
import type { LinkChoice } from './send-state.ts'

/**
 * Refuses a choice that no link can be made of, before anything is done for it. Errors: `bad-request` (`password`,
 * `hint`, `labels`).
 */
export function checkChoice({ password, hint, labels }: LinkChoice): void {
  if (labels.length === 0) throw new DropError('bad-request', { subject: 'labels' })
  if (password === null) return
  encodePassword(password)
  if (hint !== null) encodeHint(hint)
}
