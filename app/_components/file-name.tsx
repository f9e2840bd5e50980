import styles from './file-name.module.css'

/** Letters that read from right to left: such a name is not cut in two, as that would reorder it. */
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/

/**
 * A file's name as plain text, on one line, shortened in the middle so that its extension stays. Isolated, so that it
 * cannot turn the words around it.
 */
export function FileName({ name }: { name: string }) {
  const letters = Array.from(name)
  if (letters.length < 14 || rightToLeft.test(name)) {
    return (
      <bdi className={styles.whole} title={name}>
        {name}
      </bdi>
    )
  }
  return (
    <bdi className={styles.name} title={name}>
      <span className={styles.head}>{letters.slice(0, -8).join('')}</span>
      <span className={styles.tail}>{letters.slice(-8).join('')}</span>
    </bdi>
  )
}
