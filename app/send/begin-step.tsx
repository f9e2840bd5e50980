'use client'

import type { SendDrop, UnfinishedUpload } from '../../lib/client/send-state.ts'
import type { DropError } from '../../lib/format/drop-error.ts'
import { later } from '../_components/later.tsx'
import styles from './empty-step.module.css'
import { EmptyStep } from './empty-step.tsx'
import { KindChoice } from './kind-choice.tsx'
import type { OptionsProps } from './options-panel.tsx'
import type { Writing } from './use-writing.ts'

const WriteStep = later(() => import('./write-step.tsx').then(({ WriteStep: Step }) => Step))

interface BeginStepProps extends OptionsProps {
  readonly unfinished: readonly UnfinishedUpload[]
  readonly refusal: DropError | undefined
  readonly writing: Writing
  readonly onWriting: (writing: Writing) => void
  readonly onChoose: (input: HTMLInputElement) => void
  readonly onResume: SendDrop['resume']
  readonly onDiscard: SendDrop['discard']
  readonly onWrite: () => void
  /** Whether `instance` is what the server said. */
  readonly known: boolean
}

/** Nothing sent yet: files to choose, a note or an address to write. */
export function BeginStep(props: BeginStepProps) {
  const { instance, draft, onDraft, known, refusal, writing, onWriting } = props
  const kind = instance.kinds.includes(writing.kind) ? writing.kind : (instance.kinds[0] ?? 'files')
  return (
    <div className={styles.empty}>
      <KindChoice kinds={instance.kinds} kind={kind} onKind={(each) => onWriting({ ...writing, kind: each })} />
      {kind === 'files' ? (
        <EmptyStep
          onChoose={props.onChoose}
          maxDropBytes={known ? instance.maxDropBytes : null}
          refusal={refusal}
          unfinished={props.unfinished}
          onResume={props.onResume}
          onDiscard={props.onDiscard}
        />
      ) : (
        <WriteStep
          key={kind}
          writing={{ ...writing, kind }}
          onWriting={onWriting}
          refusal={refusal}
          instance={instance}
          draft={draft}
          onDraft={onDraft}
          onMakeLink={props.onWrite}
        />
      )}
    </div>
  )
}
