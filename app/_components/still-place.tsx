import type { ReactNode } from 'react'
import styles from './place.module.css'

interface StillPlaceProps {
  readonly title: string
  readonly text: string
  readonly children: ReactNode
}

/**
 * What stands where a page broke: a place without flowers, as its code comes along with every page that does not break.
 */
export function StillPlace({ title, text, children }: StillPlaceProps) {
  return (
    <main className={styles.place} id="main" data-phase="error" data-alone="true">
      <div className={styles.inner}>
        <div className={styles.voice}>
          <h1 className={styles.title} data-long={title.length > 27}>
            {title}
          </h1>
          <p className={styles.text}>{text}</p>
        </div>
        <div className={styles.hands}>{children}</div>
      </div>
    </main>
  )
}
