'use client'

import { useTranslations } from 'next-intl'
import { useEffect, useId, useRef, useState } from 'react'
import type { ReadyLink, SendDrop } from '../../lib/client/send/send-state.ts'
import type { Language } from '../../lib/client/words/language.ts'
import controls from '../_components/controls.module.css'
import { CopySmall } from '../_components/copy-small.tsx'
import { LinkShare } from '../_components/link-share.tsx'
import { ShareButton } from '../_components/share-button.tsx'
import { useLanguage } from '../language/use-language.ts'
import { briefMoment } from '../sent/brief-moment.ts'
import { Question } from '../sent/question.tsx'
import styles from './links-list.module.css'
import { linesOf, titleOf } from './ready-links.ts'

interface LinksListProps {
  readonly links: readonly ReadyLink[]
  readonly onRevoke: SendDrop['revokeLink']
}

function factsOf({ needsPassword, maxDownloads, expiresAt }: ReadyLink, { locale, t }: Language): string {
  const facts = { count: maxDownloads, moment: briefMoment(expiresAt, locale) }
  return needsPassword ? t('send.ready.links.factsPassword', facts) : t('send.ready.links.facts', facts)
}

interface RowProps {
  readonly link: ReadyLink
  readonly title: string
  readonly onRevoke: SendDrop['revokeLink']
}

function Below({ link: { url, expiresAt, needsPassword, locator }, title, onRevoke }: RowProps) {
  const t = useTranslations('send')
  return (
    <>
      <LinkShare url={url} expiresAt={expiresAt} needsPassword={needsPassword} about={title} />
      <div className={controls.row}>
        <ShareButton small url={url} about={title} />
        <Question
          label={t('ready.links.end.label')}
          about={title}
          question={t('ready.links.end.question')}
          yes={t('ready.links.end.yes')}
          no={t('ready.links.end.no')}
          onYes={() => onRevoke(locator)}
        />
      </div>
    </>
  )
}

function Row(props: RowProps) {
  const t = useTranslations('send')
  const { link, title } = props
  const [isOpen, setOpen] = useState(false)
  const id = useId()
  return (
    <li className={styles.link}>
      <div className={styles.words}>
        <h2 className={styles.title}>
          <bdi>{title}</bdi>
        </h2>
        <p className={controls.hint}>{factsOf(link, useLanguage())}</p>
      </div>
      <div className={styles.buttons}>
        <CopySmall text={link.url} label={t('ready.links.copy')} about={title} />
        <button
          type="button"
          className={`${controls.quiet} ${controls.small} ${controls.unfolds}`}
          aria-expanded={isOpen}
          aria-controls={id}
          aria-label={t('ready.links.moreAbout', { title })}
          onClick={() => setOpen(!isOpen)}
        >
          {t('ready.links.more')}
        </button>
      </div>
      <div id={id} className={styles.below} hidden={!isOpen}>
        {isOpen && <Below {...props} />}
      </div>
    </li>
  )
}

/** After a link was ended the focus stays with the others, not at the page's top. */
function useFocusAfterEnd(count: number) {
  const list = useRef<HTMLUListElement>(null)
  const before = useRef(count)
  useEffect(() => {
    if (count < before.current) list.current?.focus()
    before.current = count
  }, [count])
  return list
}

/** Several links to one drop: each to copy, to hand on and to end. */
export function LinksList({ links, onRevoke }: LinksListProps) {
  const t = useTranslations('send')
  const language = useLanguage()
  const list = useFocusAfterEnd(links.length)
  return (
    <div>
      <div className={styles.all}>
        <CopySmall text={linesOf(links, language)} label={t('ready.links.copyAll', { count: links.length })} />
      </div>
      <ul ref={list} className={styles.links} tabIndex={-1} aria-label={t('ready.links.label')}>
        {links.map((link, index) => (
          <Row key={link.locator} link={link} title={titleOf(link, index, language)} onRevoke={onRevoke} />
        ))}
      </ul>
    </div>
  )
}
