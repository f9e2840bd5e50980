import { useTranslations } from 'next-intl'
import { history } from '../../lib/client/words/link-words.ts'
import type { OwnedLink } from '../../lib/wire/drops.ts'
import { useLanguage } from '../language/use-language.ts'
import { briefMoment } from './brief-moment.ts'
import styles from './link-history.module.css'

/** What happened to a link, the newest first. */
export function LinkHistory({ receipts }: { receipts: OwnedLink['receipts'] }) {
  const t = useTranslations('sent')
  const language = useLanguage()
  const lines = history(receipts, (at) => briefMoment(at, language.locale), language)
  return (
    <div>
      <h4 className={styles.title}>{t('history.title')}</h4>
      {lines.length === 0 && <p className={styles.line}>{t('history.nothing')}</p>}
      <ol>
        {lines.map(({ words, when }) => (
          <li key={`${words} ${when}`} className={styles.line}>
            <span>{words}</span>
            <span className={styles.when}>{when}</span>
          </li>
        ))}
      </ol>
    </div>
  )
}
