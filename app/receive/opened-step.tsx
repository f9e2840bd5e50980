'use client'

import { useCallback, useMemo, useState } from 'react'
import { formatBytes } from '../../lib/client/format-bytes.ts'
import type { OpenedDrop, ReceivedFile, Selection } from '../../lib/client/receive-state.ts'
import { countDownloads, countFiles } from '../_components/amounts.ts'
import controls from '../_components/controls.module.css'
import { FileList } from '../_components/file-list.tsx'
import { clock, moment } from '../_components/moment.ts'
import { percentOf } from '../_components/percent.ts'
import { ChooseList } from './choose-list.tsx'
import styles from './opened-step.module.css'
import type { ReceiveActions } from './receive-view.tsx'

interface OpenedStepProps {
  readonly drop: OpenedDrop
  readonly actions: ReceiveActions
}

function placesWords({ placesLeft, lease }: OpenedDrop): string {
  if (placesLeft > 0) return `${countDownloads(placesLeft)} left`
  return lease === null ? 'No download free' : 'The download is yours'
}

function Facts({ drop }: { drop: OpenedDrop }) {
  return (
    <ul className={styles.facts}>
      {drop.host !== null && (
        <li>
          <bdi>{drop.host}</bdi>
        </li>
      )}
      {drop.kind !== 'redirect' && <li>{formatBytes(drop.totalBytes)}</li>}
      <li>{placesWords(drop)}</li>
      <li>Until {moment(drop.expiresAt)}</li>
    </ul>
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

/** Which files are ticked. */
function useChosen(files: readonly ReceivedFile[]) {
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set())
  const choose = useCallback((indices: readonly number[], wanted: boolean) => {
    setChosen((before) => {
      const after = new Set(before)
      for (const index of indices) {
        if (wanted) after.add(index)
        else after.delete(index)
      }
      return after
    })
  }, [])
  const selection = useMemo<Selection>(
    () => (chosen.size === 0 || chosen.size === files.length ? 'all' : [...chosen].sort((a, b) => a - b)),
    [chosen, files],
  )
  return { chosen, choose, selection }
}

function bytesOf(files: readonly ReceivedFile[], selection: Selection): number {
  return files.reduce((sum, { size }, index) => sum + (selection === 'all' || selection.includes(index) ? size : 0), 0)
}

/** What a download that this browser holds allows, and how to be done with it. */
function Held({ drop, actions }: OpenedStepProps) {
  const { lease } = drop
  if (lease === null) return null
  return (
    <div className={`${controls.note} ${styles.held}`}>
      <p>You hold a download. Until {clock(lease.lapsesAt)} you can take what you need without using another one up.</p>
      <button type="button" className={controls.quiet} onClick={actions.finish}>
        I have all I need
      </button>
    </div>
  )
}

function TakeButton({ drop, actions, selection }: OpenedStepProps & { selection: Selection }) {
  const several = drop.files.length > 1
  const unfinished = drop.lease?.unfinished ?? null
  const some = selection !== 'all'
  const words = some
    ? `Download ${countFiles(selection.length)} (${formatBytes(bytesOf(drop.files, selection))})`
    : several
      ? 'Download all'
      : 'Download'
  const comesAs = several && (selection === 'all' || selection.length > 1)
  return (
    <div>
      {unfinished && (
        <button
          type="button"
          className={`${controls.primary} ${controls.large} ${controls.wide} ${styles.goOn}`}
          onClick={() => actions.receive(unfinished.selection)}
        >
          Go on ({percentOf(unfinished.progress)} % is here)
        </button>
      )}
      <button
        type="button"
        className={`${unfinished ? controls.secondary : controls.primary} ${controls.large} ${controls.wide}`}
        onClick={() => actions.receive(selection)}
      >
        {words}
      </button>
      <p className={`${controls.hint} ${styles.zip}`}>
        {comesAs && (
          <>
            Comes as one file, <bdi>{actions.saveName(selection)}</bdi>.{' '}
          </>
        )}
        {drop.survivesReload && 'What has arrived is kept here until it is done, even if this page is reloaded.'}
      </p>
    </div>
  )
}

function LookAgain({ onLookAgain }: { onLookAgain: () => void }) {
  return (
    <button type="button" className={`${controls.primary} ${controls.large}`} onClick={onLookAgain}>
      Look again
    </button>
  )
}

function OpenedFiles({ drop, actions }: OpenedStepProps) {
  const { chosen, choose, selection } = useChosen(drop.files)
  const listed = useMemo(() => drop.files.map((file) => ({ ...file, key: file.path })), [drop.files])
  const several = drop.files.length > 1
  const mayTake = drop.placesLeft > 0 || drop.lease !== null
  return (
    <div className={controls.panel}>
      <Facts drop={drop} />
      {several && mayTake ? (
        <ChooseList files={drop.files} chosen={chosen} onChoose={choose} />
      ) : (
        <FileList files={listed} />
      )}
      {mayTake ? (
        <TakeButton drop={drop} actions={actions} selection={selection} />
      ) : (
        <LookAgain onLookAgain={actions.lookAgain} />
      )}
      <Held drop={drop} actions={actions} />
      <Care several={several} />
    </div>
  )
}

/** A note or a one-time link, not yet read: nothing of it is shown before the click, and the click uses a download up. */
function OpenedWriting({ drop, actions }: OpenedStepProps) {
  const isNote = drop.kind === 'note'
  const isLast = drop.placesLeft === 1 && drop.lease === null
  return (
    <div className={controls.panel}>
      <Facts drop={drop} />
      {drop.placesLeft === 0 && drop.lease === null ? (
        <LookAgain onLookAgain={actions.lookAgain} />
      ) : (
        <div>
          <button
            type="button"
            className={`${controls.primary} ${controls.large} ${controls.wide}`}
            onClick={() => actions.receive('all')}
          >
            {isNote ? 'Show the note' : 'Show where it leads'}
          </button>
          <p className={`${controls.hint} ${styles.zip}`}>
            {isLast ? 'It can be shown once more, and then it is gone.' : 'Showing it uses one download up.'}
          </p>
        </div>
      )}
    </div>
  )
}

/** What is in the drop, as plain words, and the button that takes it. */
export function OpenedStep(props: OpenedStepProps) {
  return props.drop.kind === 'files' ? <OpenedFiles {...props} /> : <OpenedWriting {...props} />
}
