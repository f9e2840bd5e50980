'use client'

import { errorWords } from '../../lib/client/error-words.ts'
import type { SentDrops, SentState } from '../../lib/client/sent-state.ts'
import { inSite } from '../../lib/wire/base-path.ts'
import controls from '../_components/controls.module.css'
import { Place, type Voice } from '../_components/place.tsx'
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

function voiceOf(state: SentState): Voice {
  if (state.phase === 'unavailable') return { ...errorWords(state.error), mood: 'gone' }
  if (state.phase === 'listed' && state.drops.length === 0)
    return {
      title: 'Nothing sent yet.',
      text: (
        <>
          <p>What you send from this browser appears here: you see what became of it, change it, or end it.</p>
          <p>
            <a className={`${controls.primary} ${controls.large} ${styles.send}`} href={inSite('/')}>
              Send something
            </a>
          </p>
        </>
      ),
      mood: 'bud',
    }
  return {
    title: 'What you sent.',
    text: 'Only this browser keeps the list. Without it, not even the server can tell which drops are yours.',
    mood: 'bloom',
  }
}

/** What was removed can no longer hold the focus: the page's own heading gets it. */
function focusHeading(): void {
  document.querySelector<HTMLElement>('#main h1')?.focus()
}

/** The list in each of its states. */
export function SentView({ state, sent, instance }: SentViewProps) {
  const news = useNews(state)
  return (
    <Place phase="sent" voice={{ ...voiceOf(state), spoken: news }} alone={state.phase === 'unavailable'}>
      <div className={styles.list}>
        {state.phase === 'loading' && <p className={styles.waiting}>Looking through this browser’s list …</p>}
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
