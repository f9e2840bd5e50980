'use client'

import { type ReactNode, useCallback } from 'react'
import { countFiles } from '../../lib/client/amounts.ts'
import { formatBytes } from '../../lib/client/format-bytes.ts'
import { MEMORY_WARNING_BYTES, type SaveWay, type Selection } from '../../lib/client/receive-state.ts'
import controls from '../_components/controls.module.css'
import { clock } from '../_components/moment.ts'
import { percentOf } from '../_components/percent.ts'
import { ChooseList } from './choose-list.tsx'
import { DropFacts } from './drop-facts.tsx'
import { LookInside } from './look-inside.tsx'
import styles from './opened-step.module.css'
import type { OpenedStepProps } from './opened-step.tsx'
import { bytesOf, useChosen } from './use-chosen.ts'

/** What a download that this browser holds allows, and how to be done with it. */
function Held({ drop, actions, isBegun = false }: OpenedStepProps) {
  const { lease } = drop
  if (lease === null) return null
  return (
    <div className={`${controls.note} ${styles.held}`}>
      <p>
        You can take more of it until {clock(lease.lapsesAt)} without using another download.
        {isBegun && ' Leaving this page ends that.'}
      </p>
      <button type="button" className={`${controls.secondary} ${controls.small}`} onClick={actions.finish}>
        I have all I need
      </button>
    </div>
  )
}

/** What was begun and is partly here. */
function GoOn({ drop, actions }: OpenedStepProps) {
  const unfinished = drop.lease?.unfinished ?? null
  if (unfinished === null) return null
  return (
    <button
      type="button"
      className={`${controls.primary} ${controls.large} ${controls.wide}`}
      onClick={() => actions.receive(unfinished.selection)}
    >
      Go on ({percentOf(unfinished.progress)} % is here)
    </button>
  )
}

function takeWords({ drop }: OpenedStepProps, selection: Selection): string {
  if (selection !== 'all')
    return `Download ${countFiles(selection.length)} (${formatBytes(bytesOf(drop.files, selection))})`
  return drop.files.length > 1 ? 'Download all' : 'Download'
}

const wayWords: Readonly<Record<SaveWay, string>> = {
  stream: '',
  picked: 'Your browser asks where to put it.',
  gathered: 'This browser gathers it on the disk first, where it needs its size twice until it is saved.',
  memory: 'This browser gathers it in memory first.',
}

function MemoryWarning({ isPacked }: { isPacked: boolean }) {
  return (
    <p className={controls.note} role="note">
      That is a lot for this browser, which has to hold all of it in memory before it can save it. Should that fail, the
      download may be used up. {isPacked ? 'Take the files one by one, or open' : 'Better open'} the link in a current
      browser, in a window that is not private.
    </p>
  )
}

function TakeButton(props: OpenedStepProps & { readonly selection: Selection }) {
  const { drop, actions, selection } = props
  const isPacked = drop.files.length > 1 && (selection === 'all' || selection.length > 1)
  const look = (drop.lease?.unfinished ?? null) === null ? controls.primary : controls.secondary
  return (
    <div className={styles.take}>
      {drop.saveWay === 'memory' && bytesOf(drop.files, selection) > MEMORY_WARNING_BYTES && (
        <MemoryWarning isPacked={isPacked} />
      )}
      <button
        type="button"
        className={`${look} ${controls.large} ${controls.wide}`}
        onClick={() => actions.receive(selection)}
      >
        {takeWords(props, selection)}
      </button>
      <p className={`${controls.hint} ${styles.under}`}>
        {isPacked ? 'Saved as one file, ' : 'Saved as '}
        <bdi>{actions.saveName(selection)}</bdi>.
        {drop.survivesReload && ' What has arrived stays here, even if this page is reloaded.'} {wayWords[drop.saveWay]}
      </p>
    </div>
  )
}

function Care({ several }: { several: boolean }) {
  return (
    <p className={controls.care}>
      Open only what you expect. Nobody has checked {several ? 'these files' : 'this file'}, and Snowdrop does not know
      who sent {several ? 'them' : 'it'}.
    </p>
  )
}

/** The drop's files, and the button that takes some or all of them. */
export function OpenedFiles(props: OpenedStepProps & { again: ReactNode }) {
  const { drop, actions, again } = props
  const { chosen, choose, selection } = useChosen(drop.files)
  const several = drop.files.length > 1
  const mayChoose = several && again === null
  const { receive, look } = actions
  const { files } = drop
  const hasLease = drop.lease !== null
  const save = useCallback((index: number) => receive([index]), [receive])
  const aside = useCallback(
    (index: number) => {
      const file = files[index]
      return file && <LookInside file={file} index={index} hasLease={hasLease} look={look} />
    },
    [files, hasLease, look],
  )
  return (
    <div className={controls.panel}>
      <DropFacts drop={drop} />
      <GoOn {...props} />
      <Held {...props} />
      <ChooseList
        files={drop.files}
        chosen={chosen}
        onChoose={mayChoose ? choose : null}
        onSave={mayChoose ? save : null}
        aside={again === null ? aside : undefined}
      />
      {again ?? <TakeButton {...props} selection={selection} />}
      <Care several={several} />
    </div>
  )
}
