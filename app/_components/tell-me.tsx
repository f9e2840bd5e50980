'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import controls from './controls.module.css'
import styles from './tell-me.module.css'
import { stopTelling, tellMe, useTelling } from './telling.ts'

/**
 * A quiet offer while a transfer runs: a notification when it is done, if nobody looks. Where browsers have none, there
 * is no offer.
 */
export function TellMe() {
  const t = useTranslations('common.notify')
  const isTelling = useTelling()
  const [isRefused, setRefused] = useState(false)
  if (typeof Notification === 'undefined') return null
  const change = async (isWanted: boolean) => {
    if (isWanted) setRefused(!(await tellMe()))
    else stopTelling()
  }
  return (
    <div>
      <label className={styles.choice}>
        <input type="checkbox" checked={isTelling} onChange={(event) => void change(event.target.checked)} />
        {t('ask')}
      </label>
      <p className={controls.hint} role="status">
        {isRefused && t('refused')}
      </p>
    </div>
  )
}
