'use client'

import { useTranslations } from 'next-intl'
import type { ReceiveState } from '../../lib/client/receive/receive-state.ts'
import { inSite } from '../../lib/wire/base-path.ts'
import controls from '../_components/controls.module.css'
import { CopyButton } from '../_components/copy-button.tsx'
import styles from './written-step.module.css'

type Read = Extract<ReceiveState, { phase: 'read' }>

/** A note, as plain text and nothing else: no link in it can be clicked. */
function Note({ text }: { text: string }) {
  const t = useTranslations('receive')
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so it must be reachable by keyboard (WCAG 2.1.1) */}
      <div className={styles.paper} role="region" aria-label={t('read.noteLabel')} tabIndex={0}>
        <p className={styles.text}>{text}</p>
      </div>
      <div className={controls.row}>
        <CopyButton text={text} label={t('read.copyNote')} />
        <a className={`${controls.secondary} ${controls.large}`} href={inSite('/')}>
          {t('after.sendOwn')}
        </a>
      </div>
    </>
  )
}

/** Where a one-time link leads. It is never followed by itself, and tells the other side nothing of where it stood. */
function Destination({ address, host }: { address: string; host: string | null }) {
  const t = useTranslations('receive.read')
  return (
    <>
      <div className={styles.paper}>
        <p className={styles.host}>
          <bdi dir="ltr">{host}</bdi>
        </p>
        <p className={styles.address}>
          <bdi dir="ltr">{address}</bdi>
        </p>
      </div>
      <div className={controls.row}>
        <a
          className={`${controls.primary} ${controls.large}`}
          href={address}
          target="_blank"
          rel="noopener noreferrer external"
          referrerPolicy="no-referrer"
        >
          {t('open')}
        </a>
        <CopyButton text={address} label={t('copyAddress')} quiet />
      </div>
      <p className={controls.care}>{t('care')}</p>
    </>
  )
}

/** What was written instead of files: a note, or where a one-time link leads. */
export function WrittenStep({ drop, written }: Read) {
  return (
    <div className={controls.panel}>
      {written.kind === 'note' ? (
        <Note text={written.text} />
      ) : (
        <Destination address={written.address} host={drop.host} />
      )}
    </div>
  )
}
