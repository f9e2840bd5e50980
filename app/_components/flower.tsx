import styles from './flower.module.css'

/**
 * One snowdrop, 160 by 300, standing on its viewBox's lower edge. It follows `--bloom` (0 closed, 1 open) of what it
 * stands in.
 */
export function Flower({ className }: { className?: string | undefined }) {
  return (
    <svg className={className} viewBox="0 0 180 300" aria-hidden="true" focusable="false">
      <path className={styles.leafBack} d="M88 300C86 236 66 176 36 128c-4-7 3-9 8-3 34 42 54 104 58 175z" />
      <path className={styles.stem} d="M93 300C87 226 84 150 95 84c5-31 24-48 43-38 7 4 10 10 11 18" />
      <path className={styles.sheath} d="M103 62c3-27 20-45 47-46-16 5-27 16-33 33-3 8-15 20-14 13z" />
      <path className={styles.leafFront} d="M94 300c2-52 17-100 44-134 6-7 12-3 9 5-18 44-26 84-29 129z" />
      <g className={styles.head}>
        <path className={styles.petalLeft} d="M149 76c-17 15-25 40-19 62 3 10 13 10 18 1 8-18 9-44 1-63z" />
        <path className={styles.petalRight} d="M149 76c17 15 25 40 19 62-3 10-13 10-18 1-8-18-9-44-1-63z" />
        <path className={styles.inner} d="M149 88c-12 12-17 34-13 49 2 7 9 7 13 2 4 5 11 5 13-2 4-15-1-37-13-49z" />
        <path className={styles.mark} d="M141.5 136.5c1-6 4-9.5 7.5-9.5s6.5 3.5 7.5 9.5" />
        <path className={styles.petalFront} d="M149 76c-15 17-20 43-10 64 4 9 16 9 20 0 10-21 5-47-10-64z" />
        <ellipse className={styles.ovary} cx="149" cy="72" rx="6.5" ry="9" />
      </g>
    </svg>
  )
}
