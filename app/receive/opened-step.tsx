'use client'

import { useMemo } from 'react'
import { formatBytes } from '../../lib/client/format-bytes.ts'
import type { OpenedDrop } from '../../lib/client/receive-state.ts'
import { countDownloads } from '../_components/amounts.ts'
import controls from '../_components/controls.module.css'
import { FileList } from '../_components/file-list.tsx'
import { moment } from '../_components/moment.ts'
import styles from './opened-step.module.css'

interface OpenedStepProps {
  readonly drop: OpenedDrop
  readonly onReceive: () => void
  /** Looks again, where every download is taken. */
  readonly onLookAgain: () => void
}

function Facts({ drop }: { drop: OpenedDrop }) {
  return (
    <ul className={styles.facts}>
      <li>{formatBytes(drop.totalBytes)}</li>
      <li>{drop.placesLeft === 0 ? 'No download free' : `${countDownloads(drop.placesLeft)} left`}</li>
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

/** What is in the drop, as plain words, and the button that takes it. */
export function OpenedStep({ drop, onReceive, onLookAgain }: OpenedStepProps) {
  const files = useMemo(() => drop.files.map((file) => ({ ...file, key: file.path })), [drop.files])
  const several = drop.files.length > 1
  return (
    <div className={controls.panel}>
      <Facts drop={drop} />
      <FileList files={files} />
      {drop.placesLeft === 0 ? (
        <button type="button" className={`${controls.primary} ${controls.large}`} onClick={onLookAgain}>
          Look again
        </button>
      ) : (
        <div>
          <button
            type="button"
            className={`${controls.primary} ${controls.large} ${controls.wide}`}
            onClick={onReceive}
          >
            Download
          </button>
          {several && (
            <p className={`${controls.hint} ${styles.zip}`}>
              Comes as one file, <bdi>{drop.saveName}</bdi>
            </p>
          )}
        </div>
      )}
      <Care several={several} />
    </div>
  )
}
