'use client'

import { useTranslations } from 'next-intl'
import type { TransferProgress } from '../../lib/client/send/send-state.ts'
import { formatBytes } from '../../lib/client/words/format-bytes.ts'
import type { Language } from '../../lib/client/words/language.ts'
import { useLanguage } from '../language/use-language.ts'
import { percentOf } from './percent.ts'
import { timeLeft } from './time-left.ts'
import styles from './transfer-meter.module.css'

/** Speed and time left, while there is something left. */
function rateOf({ doneBytes, totalBytes, bytesPerSecond, secondsLeft }: TransferProgress, language: Language): string {
  if (doneBytes >= totalBytes) return ''
  const { locale, t } = language
  const speed = bytesPerSecond === null ? null : t('common.meter.speed', { bytes: formatBytes(bytesPerSecond, locale) })
  const left = secondsLeft === null ? null : timeLeft(secondsLeft, language)
  return [speed, left].filter((part) => part !== null).join(' · ')
}

/** A percentage, with its sign drawn smaller, wherever a language puts it. */
function Percent({ percent, locale }: { percent: number; locale: string }) {
  const parts = new Intl.NumberFormat(locale, { style: 'percent' }).formatToParts(percent / 100)
  return parts.map(({ type, value }) =>
    type === 'percentSign' ? (
      <span key={type} className={styles.sign}>
        {value}
      </span>
    ) : (
      value
    ),
  )
}

/**
 * How far a transfer is: a real progress element, and the same in numbers. `still` hides speed and time, for a transfer
 * that rests.
 */
export function TransferMeter({ progress, still = false }: { progress: TransferProgress; still?: boolean }) {
  const t = useTranslations('common.meter')
  const language = useLanguage()
  const { locale } = language
  const percent = percentOf(progress)
  return (
    <div className={styles.meter} data-still={still}>
      <p className={styles.numbers}>
        <span className={styles.percent}>
          <Percent percent={percent} locale={locale} />
        </span>
        <span className={styles.rate}>{still ? t('resting') : rateOf(progress, language)}</span>
      </p>
      <progress className={styles.bar} max={100} value={percent} aria-label={t('label')} />
      <p className={styles.bytes}>
        {t('bytes', {
          done: formatBytes(progress.doneBytes, locale),
          total: formatBytes(progress.totalBytes, locale),
        })}
      </p>
    </div>
  )
}
