'use client'

import { type ReactNode, useEffect, useRef } from 'react'
import styles from './place.module.css'
import { type Mood, Scenery } from './scenery.tsx'

/** What a phase says, and what the flowers show meanwhile. */
export interface Voice {
  readonly title: string
  readonly text: ReactNode
  readonly mood: Mood
  /** 0 to 1, while `growing`. */
  readonly growth?: number
  /** Spoken politely to screen readers when it changes. The heading is spoken anyway, as it gets the focus. */
  readonly spoken?: string
}

interface PlaceProps {
  readonly phase: string
  readonly voice: Voice
  /** Where there is little to do, it stands below the words instead of beside them. */
  readonly alone?: boolean
  readonly children: ReactNode
}

/** The one place that changes: words on one side, what can be done on the other, the garden below. */
export function Place({ phase, voice, alone = false, children }: PlaceProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  const hands = useRef<HTMLDivElement>(null)
  const shown = useRef(phase)
  useEffect(() => {
    if (shown.current === phase) return
    shown.current = phase
    // A step may have taken the focus to the one field that it asks for.
    if (!hands.current?.contains(document.activeElement)) heading.current?.focus()
  }, [phase])
  return (
    <main className={styles.place} id="main" data-phase={phase} data-alone={alone}>
      <Scenery mood={voice.mood} growth={voice.growth ?? 0} aside={alone} />
      <div className={styles.inner}>
        <div className={styles.voice}>
          {/* Another element in each phase: one that has the focus already gets it again in silence. */}
          <h1 ref={heading} key={phase} tabIndex={-1} className={styles.title} data-long={voice.title.length > 27}>
            {voice.title}
          </h1>
          {/* Words of another title are other words, not the same ones moved by its lines. */}
          <div key={voice.title} className={styles.text}>
            {voice.text}
          </div>
        </div>
        <div ref={hands} className={styles.hands} key={phase}>
          {children}
        </div>
      </div>
      <p className="visually-hidden" role="status">
        {voice.spoken ?? ''}
      </p>
    </main>
  )
}
