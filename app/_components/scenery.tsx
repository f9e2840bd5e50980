'use client'

import { useEffect, useRef } from 'react'
import { Flower } from './flower.tsx'
import styles from './scenery.module.css'

/** What the flowers tell: nothing sent yet, a transfer under way (`growth`), there to be taken, or gone. */
export type Mood = 'bud' | 'growing' | 'bloom' | 'gone'

/**
 * The ground every page stands on. `growth` is 0 to 1 and counts only while `growing`; `aside` makes room below the
 * words.
 */
export function Scenery({ mood, growth = 0, aside = false }: { mood: Mood; growth?: number; aside?: boolean }) {
  const ground = useRef<HTMLDivElement>(null)
  // In two steps, between which nothing has to be painted.
  const stage = Math.floor(growth * 2) / 2
  useEffect(() => {
    // Not a style prop: the policy forbids style attributes in the served HTML, not what scripts set.
    ground.current?.style.setProperty('--grown', String(stage))
  }, [stage])
  return (
    <div ref={ground} className={styles.ground} data-mood={mood} data-aside={aside} aria-hidden="true">
      <svg className={styles.hill} viewBox="0 0 1440 220" preserveAspectRatio="none" focusable="false">
        <path d="M0 120C180 40 380 10 620 52s420 84 820-12v180H0z" />
      </svg>
      <div className={styles.plants}>
        <Flower className={styles.second} />
        <Flower className={styles.first} />
        <Flower className={styles.third} />
      </div>
      <svg className={styles.bank} viewBox="0 0 1440 160" preserveAspectRatio="none" focusable="false">
        <path d="M0 62c160-46 330-58 540-26s330 64 560 40 250-48 340-44v128H0z" />
      </svg>
      <svg className={styles.melt} viewBox="0 0 240 60" focusable="false">
        <ellipse className={styles.water} cx="120" cy="34" rx="86" ry="15" />
        <ellipse className={styles.ring} cx="120" cy="34" rx="60" ry="10" />
        <ellipse className={styles.ring} cx="120" cy="34" rx="60" ry="10" />
        <path className={styles.glint} d="M62 31c10-5 26-8 44-8" />
      </svg>
    </div>
  )
}
