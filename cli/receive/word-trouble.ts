import { DropError } from '../../lib/format/drop-error.ts'
import type { WordSlip } from '../../lib/format/word-slips.ts'
import { plainWords } from '../terminal.ts'

/** Which of the words that were typed it was about: for the terminal of whoever typed them, and nowhere else. */
export class WordTrouble extends Error {
  override readonly name = 'WordTrouble'
}

const either = (all: readonly string[]) =>
  all.length < 2 ? all.join() : `${all.slice(0, -1).join(', ')} or ${all.at(-1) ?? ''}`

/** `isWatched` says that a person reads it: words are what opens a drop, and of those a log gets none. */
function adviceOn(slip: WordSlip, isWatched: boolean): string {
  if (slip.kind === 'unknown') {
    if (!isWatched) return `Word ${slip.place} is not in the list.`
    const known = `Word ${slip.place}, ${plainWords(slip.word)}, is not in the list.`
    return slip.nearest.length > 0 ? `${known} Did you mean ${either(slip.nearest)}?` : known
  }
  if (slip.kind === 'count')
    return `A link has eleven words; these are ${slip.words}. ${slip.words < 11 ? 'Some are missing.' : 'That is too many.'}`
  const wrong = 'All of these are words, but one is wrong or two have changed places.'
  const mends = (isWatched ? slip.mends : []).map(({ words, places }) =>
    places.map((place) => `${place}. ${words[place - 1] ?? ''}`).join(', '),
  )
  return mends.length > 0 ? `${wrong} Perhaps ${either(mends)}.` : `${wrong} Compare each with the sender’s.`
}

/**
 * The failure `link-malformed`, with what is wrong among the words where `text` is a row of them; which they are is said
 * where somebody watches.
 */
export async function pointAtSlip(error: DropError, text: string, isWatched: boolean): Promise<DropError> {
  const { findSlip } = await import('../../lib/format/word-slips.ts')
  const slip = await findSlip(text)
  return slip === null ? error : new DropError('link-malformed', { cause: new WordTrouble(adviceOn(slip, isWatched)) })
}
