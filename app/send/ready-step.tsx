'use client'

import { useTranslations } from 'next-intl'
import { useCallback, useLayoutEffect, useRef } from 'react'
import type { SendDrop, SendState } from '../../lib/client/send/send-state.ts'
import { errorWords } from '../../lib/client/words/error-words.ts'
import { formatBytes } from '../../lib/client/words/format-bytes.ts'
import type { Language } from '../../lib/client/words/language.ts'
import type { DropError } from '../../lib/format/drop-error.ts'
import { inSite } from '../../lib/wire/base-path.ts'
import controls from '../_components/controls.module.css'
import { later } from '../_components/later.tsx'
import { useAdding } from '../_components/use-adding.ts'
import { useLanguage } from '../language/use-language.ts'
import { Question } from '../sent/question.tsx'
import type { Instance } from './instance.ts'
import { LinkField } from './link-field.tsx'
import styles from './ready-step.module.css'

const LinkShare = later(() => import('../_components/link-share.tsx').then(({ LinkShare: Share }) => Share))
const LinksList = later(() => import('./links-list.tsx').then(({ LinksList: List }) => List))
const MoreLinks = later(() => import('../sent/more-links.tsx').then(({ MoreLinks: More }) => More))

type Ready = Extract<SendState, { phase: 'ready' }>

interface ReadyStepProps {
  readonly state: Ready
  readonly instance: Instance
  readonly actions: Pick<SendDrop, 'addLinks' | 'revokeLink' | 'deleteDrop' | 'startOver'>
}

function Links({ state: { links }, actions }: Pick<ReadyStepProps, 'state' | 'actions'>) {
  const [first, ...others] = links
  if (first === undefined) return null
  if (others.length > 0) return <LinksList links={links} onRevoke={actions.revokeLink} />
  const { url, label, expiresAt, needsPassword } = first
  return (
    <div>
      <LinkField url={url} label={label} />
      <LinkShare url={url} expiresAt={expiresAt} needsPassword={needsPassword} />
    </div>
  )
}

/** What is in the drop, as a sentence. */
function contentsOf({ kind, files, totalBytes }: Ready, { locale, t }: Language): string {
  if (kind === 'note') return t('send.ready.note.note')
  if (kind === 'redirect') return t('send.ready.note.redirect')
  return t('send.ready.note.files', { count: files.length, size: formatBytes(totalBytes, locale) })
}

/** Who can open it, and where the links are kept. True in every case, so each is said apart. */
function Note({ state }: { state: Ready }) {
  const t = useTranslations('send')
  const { links, isKept } = state
  const count = links.length
  const asked = links.filter(({ needsPassword }) => needsPassword).length
  return (
    <p className={controls.note}>
      {contentsOf(state, useLanguage())} {asked < count && `${t('ready.note.open', { count })} `}
      {asked > 0 && `${t('ready.note.password', { count })} `}
      {isKept
        ? t.rich('ready.note.kept', { count, sent: (chunks) => <a href={inSite('/sent')}>{chunks}</a> })
        : t('ready.note.notKept', { count })}
    </p>
  )
}

/** Why not every link was made. */
function Refused({ refusal }: { refusal: DropError }) {
  const t = useTranslations('send.ready')
  const { text } = errorWords(refusal, useLanguage())
  return (
    <p className={controls.problem} role="alert">
      {t.rich('refused', { text, lead: (chunks) => <strong>{chunks}</strong> })}
    </p>
  )
}

/** Whether a link of this name is there by now, also for whoever began to ask before it was. */
function useIsMade(links: Ready['links']): (label: string) => boolean {
  const latest = useRef(links)
  useLayoutEffect(() => {
    latest.current = links
  }, [links])
  return useCallback((label) => latest.current.some((link) => link.label === label), [])
}

/** The links, and what can still be done with them. */
export function ReadyStep({ state, instance, actions }: ReadyStepProps) {
  const t = useTranslations('send')
  const { isAdding, setAdding, opener } = useAdding()
  const isMade = useIsMade(state.links)
  return (
    <div className={controls.panel}>
      {state.refusal && <Refused refusal={state.refusal} />}
      <Links state={state} actions={actions} />
      <Note state={state} />
      {isAdding && (
        <MoreLinks instance={instance} onAdd={actions.addLinks} isMade={isMade} onDone={() => setAdding(false)} />
      )}
      <div className={styles.after}>
        <button type="button" className={controls.secondary} onClick={actions.startOver}>
          {t('ready.again')}
        </button>
        {!isAdding && state.links.length < instance.linksMax && (
          <button
            ref={opener}
            type="button"
            className={`${controls.quiet} ${styles.add}`}
            onClick={() => setAdding(true)}
          >
            {t('ready.addLinks')}
          </button>
        )}
        <Question
          label={t('ready.delete.label')}
          question={t('ready.delete.question', { count: state.links.length })}
          yes={t('ready.delete.yes')}
          no={t('ready.delete.no')}
          onYes={actions.deleteDrop}
        />
      </div>
    </div>
  )
}
