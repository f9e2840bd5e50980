import { errorWords } from '../../lib/client/error-words.ts'
import type { DropError } from '../../lib/format/drop-error.ts'
import controls from '../_components/controls.module.css'

/** What was just added was not taken, and why. */
export function Refusal({ error }: { error: DropError | undefined }) {
  if (error === undefined) return null
  const words = errorWords(error)
  return (
    <p className={controls.problem} role="alert">
      <strong>{words.title}.</strong> {words.text} Nothing of it was added.
    </p>
  )
}
