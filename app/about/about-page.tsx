import { Scenery } from '../_components/scenery.tsx'
import styles from './about.module.css'
import { KeyPicture } from './key-picture.tsx'
import { Kept, Limits, Sees, Steps, Ways } from './sections.tsx'

/** How it works, and what can be promised. */
export function AboutPage() {
  return (
    <main className={styles.about} id="main">
      <Scenery mood="bloom" aside />
      <article className={styles.article}>
        <h1 className={styles.title}>The key stays in the link.</h1>
        <p className={styles.lede}>
          Files are locked in the sender’s browser and unlocked in the receiver’s. The server in between holds a locked
          box and never the key, counts how often it was opened, and throws it away in time.
        </p>
        <KeyPicture />
        <Steps />
        <Ways />
        <Sees />
        <Kept />
        <Limits />
      </article>
    </main>
  )
}
