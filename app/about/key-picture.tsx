import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import styles from './key-picture.module.css'

function Key({ x, y }: { x: number; y: number }) {
  return (
    <g className={styles.key} transform={`translate(${x} ${y})`}>
      <circle cx="0" cy="0" r="8" />
      <path d="M8 0h22m-5 0v7m-8-7v5" />
    </g>
  )
}

function Places() {
  return (
    <>
      <g className={styles.browser}>
        <rect x="4" y="88" width="144" height="104" rx="14" />
        <path d="M4 110h144" />
        <rect x="272" y="88" width="144" height="104" rx="14" />
        <path d="M272 110h144" />
      </g>
      <g className={styles.server}>
        <rect x="140" y="226" width="140" height="76" rx="14" />
        <path d="M200 250v-5a10 10 0 0 1 20 0v5m-24 0h28v17h-28z" />
      </g>
    </>
  )
}

function Words() {
  const t = useTranslations('about.picture')
  return (
    <g className={styles.words}>
      <text x="210" y="16">
        {t('link')}
      </text>
      <text x="76" y="176">
        {t('sender')}
      </text>
      <text x="344" y="176">
        {t('receiver')}
      </text>
      <text x="210" y="290">
        {t('server')}
      </text>
    </g>
  )
}

/** Where the key is and where it is not. */
export function KeyPicture() {
  const t = useTranslations('about.picture')
  return (
    <figure className={styles.picture}>
      <svg viewBox="0 0 420 306" role="img" aria-labelledby="key-picture">
        <title id="key-picture">{t('description')}</title>
        <path className={styles.way} d="M76 80C110 22 310 22 344 80" />
        <Places />
        <Key x={199} y={37} />
        <Key x={65} y={136} />
        <Key x={333} y={136} />
        <path
          className={styles.sealed}
          d="M76 200c4 40 24 62 54 64m-9-8l10 8-10 8M290 264c30-2 50-24 54-60m-9 9l9-10 8 10"
        />
        <Words />
      </svg>
      <figcaption className={styles.caption}>
        {t.rich('caption', { code: (text: ReactNode) => <code>{text}</code> })}
      </figcaption>
    </figure>
  )
}
