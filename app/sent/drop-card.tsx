'use client'

import { useTranslations } from 'next-intl'
import type { LinkChoice } from '../../lib/client/send/send-state.ts'
import type { SentDrop, SentDrops } from '../../lib/client/sent/sent-state.ts'
import { formatBytes } from '../../lib/client/words/format-bytes.ts'
import type { Language } from '../../lib/client/words/language.ts'
import { dropWords, isLive, linkTitle } from '../../lib/client/words/link-words.ts'
import controls from '../_components/controls.module.css'
import { FileName } from '../_components/file-name.tsx'
import { useAdding } from '../_components/use-adding.ts'
import { useLanguage } from '../language/use-language.ts'
import type { Instance } from '../send/instance.ts'
import { briefMoment } from './brief-moment.ts'
import styles from './drop-card.module.css'
import { LinkRow } from './link-row.tsx'
import { MoreLinks } from './more-links.tsx'
import { Question } from './question.tsx'

interface DropCardProps {
  readonly drop: SentDrop
  readonly sent: SentDrops
  readonly instance: Instance
  readonly onForgotten: () => void
}

function contents({ kind, files, totalBytes, createdAt }: SentDrop, { locale, t }: Language): string {
  const moment = briefMoment(createdAt, locale)
  if (kind === 'note') return t('sent.drop.note', { moment })
  if (kind === 'redirect') return t('sent.drop.redirect', { moment })
  return t('sent.drop.files', { count: files, size: formatBytes(totalBytes, locale), moment })
}

function Forget({ drop, sent, onForgotten }: Omit<DropCardProps, 'instance'>) {
  const t = useTranslations('sent')
  const forget = async () => {
    const error = await sent.forget(drop.id)
    if (!error) onForgotten()
    return error
  }
  const question = isLive(drop) ? t('drop.forget.questionLive') : t('drop.forget.questionOver')
  return (
    <Question
      quiet
      label={t('drop.forget.label')}
      about={drop.name}
      question={question}
      yes={t('drop.forget.yes')}
      no={t('drop.forget.no')}
      onYes={forget}
    />
  )
}

function linksNow(sent: SentDrops, id: SentDrop['id']): SentDrop['links'] {
  const state = sent.state()
  return state.phase === 'listed' ? (state.drops.find((drop) => drop.id === id)?.links ?? []) : []
}

function Actions({ drop, sent, instance, onForgotten }: DropCardProps) {
  const t = useTranslations('sent')
  const { isAdding, setAdding, opener } = useAdding()
  if (isAdding) {
    const done = () => setAdding(false)
    const isMade = (label: string) => linksNow(sent, drop.id).some((link) => link.label === label)
    const add = (choice: LinkChoice) => sent.addLinks(drop.id, choice)
    return <MoreLinks instance={instance} onAdd={add} isMade={isMade} onDone={done} />
  }
  return (
    <div className={styles.actions}>
      {isLive(drop) && (
        <>
          <button
            ref={opener}
            type="button"
            className={`${controls.quiet} ${styles.add}`}
            aria-label={t('drop.moreLinksAbout', { name: drop.name })}
            onClick={() => setAdding(true)}
          >
            {t('drop.moreLinks')}
          </button>
          <Question
            label={t('drop.delete.label')}
            about={drop.name}
            question={t('drop.delete.question')}
            yes={t('drop.delete.yes')}
            no={t('drop.delete.no')}
            onYes={() => sent.deleteDrop(drop.id)}
          />
        </>
      )}
      <Forget drop={drop} sent={sent} onForgotten={onForgotten} />
    </div>
  )
}

/** A drop with its links. */
export function DropCard(props: DropCardProps) {
  const t = useTranslations('sent')
  const language = useLanguage()
  const { drop, sent, instance } = props
  const words = dropWords(drop.state, language)
  return (
    <article className={`${controls.panel} ${styles.card}`} aria-label={drop.name} data-state={drop.state.status}>
      <header className={styles.header}>
        <h2 className={styles.name}>
          <FileName name={drop.name} />
        </h2>
        <p className={controls.hint}>{contents(drop, language)}</p>
        {words !== '' && <p className={styles.whole}>{words}</p>}
      </header>
      <ul className={styles.links}>
        {drop.links.map((link, index) => (
          <LinkRow
            key={link.locator}
            drop={drop}
            link={link}
            title={linkTitle(link, index, drop.links.length, language)}
            sent={sent}
            instance={instance}
          />
        ))}
      </ul>
      {drop.linksElsewhere > 0 && (
        <p className={`${controls.hint} ${styles.elsewhere}`}>{t('drop.elsewhere', { count: drop.linksElsewhere })}</p>
      )}
      <Actions {...props} />
    </article>
  )
}
