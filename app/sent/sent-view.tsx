'use client'

import { useTranslations } from 'next-intl'
import type { SentDrops, SentState } from '../../lib/client/sent/sent-state.ts'
import { errorWords } from '../../lib/client/words/error-words.ts'
import type { Language } from '../../lib/client/words/language.ts'
import { inSite } from '../../lib/wire/base-path.ts'
import controls from '../_components/controls.module.css'
import { Place, type Voice } from '../_components/place.tsx'
import { useLanguage } from '../language/use-language.ts'
import type { Instance } from '../send/instance.ts'
import { DropCard } from './drop-card.tsx'
import { ListCare } from './list-care.tsx'
import styles from './sent-view.module.css'
import { useNews } from './use-news.ts'

interface SentViewProps {
  readonly state: SentState
  /** `null` while its code is being loaded. */
  readonly sent: SentDrops | null
  readonly instance: Instance
}

function voiceOf(state: SentState, language: Language): Voice {
  const { t } = language
  if (state.phase === 'unavailable') return { ...errorWords(state.error, language), mood: 'gone' }
  if (state.phase === 'listed' && state.drops.length === 0)
    return {
      title: t('sent.voice.empty.title'),
      text: (
        <>
          <p>{t('sent.voice.empty.text')}</p>
          <p>
            <a className={`${controls.primary} ${controls.large} ${styles.send}`} href={inSite('/')}>
              {t('sent.voice.empty.send')}
            </a>
          </p>
        </>
      ),
      mood: 'bud',
    }
  return { title: t('sent.voice.listed.title'), text: t('sent.voice.listed.text'), mood: 'bloom' }
}

/** What was removed can no longer hold the focus: the page's own heading gets it. */
function focusHeading(): void {
  document.querySelector<HTMLElement>('#main h1')?.focus()
}

/** The list in each of its states. */
export function SentView({ state, sent, instance }: SentViewProps) {
  const t = useTranslations('sent')
  const language = useLanguage()
  const news = useNews(state)
  return (
    <Place
      // The list is another place than the wait for it: what stood there before does not move, it goes.
      key={state.phase}
      phase="sent"
      voice={{ ...voiceOf(state, language), spoken: news }}
      alone={state.phase === 'unavailable'}
    >
      <div key={state.phase} className={styles.list}>
        {state.phase === 'loading' && (
          <p className={styles.waiting} data-awaited>
            {t('loading')}
          </p>
        )}
        {state.phase === 'listed' && sent && (
          <>
            {state.drops.map((drop) => (
              <DropCard key={drop.id} drop={drop} sent={sent} instance={instance} onForgotten={focusHeading} />
            ))}
            <ListCare sent={sent} isKeeping={state.isKeeping} drops={state.drops} />
          </>
        )}
      </div>
    </Place>
  )
}
