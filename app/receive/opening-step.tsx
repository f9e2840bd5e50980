import controls from '../_components/controls.module.css'
import styles from './opening-step.module.css'

/** Holds the place of what is about to be shown. */
export function OpeningStep() {
  return (
    <div className={`${controls.panel} ${styles.opening}`} aria-hidden="true">
      <span />
      <span />
      <span />
      <span />
    </div>
  )
}
