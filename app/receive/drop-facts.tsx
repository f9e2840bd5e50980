import type { OpenedDrop } from '../../lib/client/receive/receive-state.ts'
import { formatBytes } from '../../lib/client/words/format-bytes.ts'
import type { Language } from '../../lib/client/words/language.ts'
import { moment } from '../_components/moment.ts'
import { useLanguage } from '../language/use-language.ts'
import styles from './drop-facts.module.css'

function places({ kind, lease, placesLeft, maxDownloads }: OpenedDrop, { t }: Language): string {
  if (lease !== null) return t('receive.facts.yours')
  if (placesLeft === 0) return t('receive.facts.none')
  if (kind === 'files') return t('receive.facts.left', { count: placesLeft })
  return t(placesLeft === maxDownloads ? 'receive.facts.shows' : 'receive.facts.showsMore', { count: placesLeft })
}

/** How large it is, how often it can still be taken, and until when. */
export function DropFacts({ drop }: { drop: OpenedDrop }) {
  const language = useLanguage()
  return (
    <ul className={styles.facts}>
      {drop.kind !== 'redirect' && <li>{formatBytes(drop.totalBytes, language.locale)}</li>}
      <li>{places(drop, language)}</li>
      <li>{language.t('receive.facts.until', { moment: moment(drop.expiresAt, language.locale) })}</li>
    </ul>
  )
}
