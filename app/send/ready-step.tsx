'use client'

import { formatBytes } from '../../lib/client/format-bytes.ts'
import type { SendDrop, SendState } from '../../lib/client/send-state.ts'
import { countFiles } from '../_components/amounts.ts'
import controls from '../_components/controls.module.css'
import { DeleteNow } from './delete-now.tsx'
import { LinkField } from './link-field.tsx'

interface ReadyStepProps {
  readonly state: Extract<SendState, { phase: 'ready' }>
  readonly actions: Pick<SendDrop, 'deleteDrop' | 'startOver'>
}

/** The link, and what can still be done with it. */
export function ReadyStep({ state, actions }: ReadyStepProps) {
  return (
    <div className={controls.panel}>
      {state.links.map((link) => (
        <LinkField key={link.locator} url={link.url} />
      ))}
      <p className={controls.note}>
        {countFiles(state.files.length)}, {formatBytes(state.totalBytes)}. Whoever has the link can open them, so send
        it over a way you trust. Nobody can show it to you again once this page is closed, not even this server.
      </p>
      <div className={`${controls.row} ${controls.spread}`}>
        <button type="button" className={controls.secondary} onClick={actions.startOver}>
          Send something else
        </button>
        <DeleteNow onDelete={actions.deleteDrop} />
      </div>
    </div>
  )
}
