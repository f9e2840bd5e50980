'use client'

import { useTranslations } from 'next-intl'
import { useId, useState } from 'react'
import type { SentDrop, SentDrops, SentLink } from '../../lib/client/sent/sent-state.ts'
import { linkWords } from '../../lib/client/words/link-words.ts'
import controls from '../_components/controls.module.css'
import { CopySmall } from '../_components/copy-small.tsx'
import { LinkShare } from '../_components/link-share.tsx'
import { useLanguage } from '../language/use-language.ts'
import type { Instance } from '../send/instance.ts'
import { briefMoment } from './brief-moment.ts'
import { LinkHistory } from './link-history.tsx'
import styles from './link-row.module.css'
import { LinkSettings } from './link-settings.tsx'
import { Question } from './question.tsx'
import { WrongPasswords } from './wrong-passwords.tsx'

interface LinkRowProps {
  readonly drop: SentDrop
  readonly link: SentLink
  readonly title: string
  readonly sent: SentDrops
  readonly instance: Instance
}

function Manage({ drop, link, title, sent, instance }: LinkRowProps) {
  const t = useTranslations('sent')
  const { owned, locator } = link
  return (
    <div className={styles.manage}>
      {owned && (
        <LinkSettings
          owned={owned}
          label={link.label}
          instance={instance}
          onEdit={(edit) => sent.edit(drop.id, locator, edit)}
          onRename={(label) => sent.rename(drop.id, locator, label)}
        />
      )}
      {owned?.ended === null && (
        <LinkShare url={link.url} expiresAt={owned.expiresAt} needsPassword={link.needsPassword} about={title} />
      )}
      <LinkHistory receipts={owned?.receipts ?? []} />
      {owned?.ended === null && (
        <div className={`${controls.row} ${styles.end}`}>
          <Question
            label={t('link.end.label')}
            about={title}
            question={t('link.end.question')}
            yes={t('link.end.yes')}
            no={t('link.end.no')}
            onYes={() => sent.revokeLink(drop.id, locator)}
          />
        </div>
      )}
    </div>
  )
}

/** One link: its state in words, the way to copy it, and what else can be done with it. */
export function LinkRow(props: LinkRowProps) {
  const t = useTranslations('sent')
  const { drop, link, title, sent } = props
  const language = useLanguage()
  const [isOpen, setOpen] = useState(false)
  const id = useId()
  const { state, tone, facts } = linkWords(link, drop.state, (at) => briefMoment(at, language.locale), language)
  const isOver = link.owned?.ended !== null && link.owned !== null
  const isUsable = drop.state.status !== 'unknown' && !isOver
  return (
    <li className={styles.link} data-tone={tone}>
      <div className={styles.words}>
        <h3 className={styles.title}>
          <bdi>{title}</bdi>
        </h3>
        <p className={styles.state}>{state}</p>
        {facts.length > 0 && <p className={controls.hint}>{facts.join(' · ')}</p>}
      </div>
      <div className={styles.buttons}>
        {isUsable && <CopySmall text={link.url} label={t('link.copy')} about={title} />}
        {link.owned && (
          <button
            type="button"
            className={`${controls.quiet} ${controls.small} ${controls.unfolds}`}
            aria-expanded={isOpen}
            aria-controls={id}
            aria-label={isOver ? t('link.historyAbout', { title }) : t('link.manageAbout', { title })}
            onClick={() => setOpen(!isOpen)}
          >
            {isOver ? t('link.history') : t('link.manage')}
          </button>
        )}
      </div>
      <WrongPasswords link={link} onUnfreeze={() => sent.edit(drop.id, link.locator, { unfreeze: true })} />
      <div id={id} className={styles.below} hidden={!isOpen}>
        {isOpen && <Manage {...props} />}
      </div>
    </li>
  )
}
