'use client'

import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { errorWords } from '../../lib/client/error-words.ts'
import type { SendDrop, SendState } from '../../lib/client/send-state.ts'
import { inSite } from '../../lib/wire/base-path.ts'
import controls from '../_components/controls.module.css'
import { later } from '../_components/later.tsx'
import { DeleteNow } from './delete-now.tsx'
import type { Instance } from './instance.ts'
import { contentsOf } from './kind-words.ts'
import { LinkField } from './link-field.tsx'

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

/** Who can open it, and where the links are kept. True in every case, so each is said apart. */
function Note({ state: { kind, files, totalBytes, links, isKept } }: { state: Ready }) {
  const several = links.length > 1
  const asked = links.filter(({ needsPassword }) => needsPassword).length
  return (
    <p className={controls.note}>
      {contentsOf(kind, files.length, totalBytes)}.{' '}
      {asked < links.length
        ? `Whoever has ${several ? 'such a link' : 'the link'} can open it, so send it over a way you trust. `
        : ''}
      {asked > 0 &&
        `The password is not in the ${several ? 'links' : 'link'}: tell it another way, in a call for instance. `}
      {isKept ? (
        <>
          You find {several ? 'them' : 'it'} again under <a href={inSite('/sent')}>Sent</a>, in this browser only.
        </>
      ) : (
        `Nobody can show ${several ? 'them' : 'it'} to you again once this page is closed, not even this server.`
      )}
    </p>
  )
}

/** Whether links are being added; the focus comes back to the button that began it. */
function useAdding() {
  const [isAdding, setAdding] = useState(false)
  const opener = useRef<HTMLButtonElement>(null)
  const wasAdding = useRef(false)
  useEffect(() => {
    if (wasAdding.current && !isAdding) opener.current?.focus()
    wasAdding.current = isAdding
  }, [isAdding])
  return { isAdding, setAdding, opener }
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
  const { isAdding, setAdding, opener } = useAdding()
  const isMade = useIsMade(state.links)
  return (
    <div className={controls.panel}>
      {state.refusal && (
        <p className={controls.problem} role="alert">
          <strong>Not all links were made.</strong> {errorWords(state.refusal).text}
        </p>
      )}
      <Links state={state} actions={actions} />
      <Note state={state} />
      {isAdding && (
        <MoreLinks instance={instance} onAdd={actions.addLinks} isMade={isMade} onDone={() => setAdding(false)} />
      )}
      <div className={`${controls.row} ${controls.spread}`}>
        <button type="button" className={controls.secondary} onClick={actions.startOver}>
          Send something else
        </button>
        {!isAdding && state.links.length < instance.linksMax && (
          <button ref={opener} type="button" className={controls.quiet} onClick={() => setAdding(true)}>
            Add links
          </button>
        )}
        <DeleteNow many={state.links.length > 1} onDelete={actions.deleteDrop} />
      </div>
    </div>
  )
}
