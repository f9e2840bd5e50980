import { checkNotCancelled } from '../../adapters/http/retry.ts'
import { paddedLength } from '../../format/geometry.ts'
import type { PatienceDeps } from '../patience.ts'
import { toDropError } from '../to-drop-error.ts'
import { waitForList } from './keep-sent.ts'
import { type MakeLinkDeps, makeLink } from './make-link.ts'
import type { PickedSource } from './picked-files.ts'
import type { Layout } from './plan-parts.ts'
import { ReadyDrop, type ReadyDropDeps } from './ready-drop.ts'
import type { SendSession } from './send-session.ts'
import type { LinkChoice, PickedFile, SendState } from './send-state.ts'
import type { DropContent } from './written-content.ts'

/** What finishing a drop depends on. */
export interface FinishDeps extends Omit<MakeLinkDeps, 'checking' | 'expect'>, Omit<ReadyDropDeps, 'api'> {
  readonly wait: PatienceDeps['wait']
}

/** What is sent, and with which links. */
export interface FinishedDrop {
  readonly content: DropContent
  readonly layout: Layout<PickedSource>
  /** As the sender sees them: of what was written, none. */
  readonly files: readonly PickedFile[]
  readonly choice: LinkChoice
}

/** Who is told how far it is. */
export interface FinishListener {
  readonly reach: (stage: Extract<SendState, { phase: 'finishing' }>['stage']) => void
  /** A drop that is ready has another state. */
  readonly changed: (ready: ReadyDrop) => void
}

/** Makes the links for the labels that are left. The drop stands without them: it says why they are missing. */
async function addOthers(ready: ReadyDrop, choice: LinkChoice, signal: AbortSignal): Promise<void> {
  try {
    await ready.add(choice, choice.labels.slice(1), signal)
  } catch (error) {
    ready.refuse(toDropError(error))
  }
}

/**
 * Stores the rest, makes the links and keeps them where this browser keeps what is sent; the upload is no unfinished
 * one any more.
 * Errors: those of `Upload`, `newLink` and `makeLink`, `cancelled`.
 */
export async function finishDrop(
  deps: FinishDeps,
  { opened, stop: { signal } }: SendSession,
  { choice, content, files, layout }: FinishedDrop,
  { changed, reach }: FinishListener,
): Promise<ReadyDrop> {
  const upload = await opened
  const wanted = { ...choice, contentKey: upload.contentKey, header: upload.header }
  const [partSalts, link] = await Promise.all([
    upload.finish(layout, paddedLength(layout.total)),
    // While parts are on their way: stretching a password takes a while, and the worker that does it comes over the
    // network too.
    deps.patience.run(upload.signal, () => deps.newLink(wanted, upload.signal)),
  ])
  reach('linking')
  const facts = { keys: upload, content, files, totalBytes: layout.total }
  const ready: ReadyDrop = new ReadyDrop(deps, facts, () => changed(ready))
  const keeping = (kept: Promise<void>) => waitForList(kept, deps.wait, signal)
  const made = await makeLink(
    {
      ...deps,
      expect: (link) => keeping(ready.expect(link, choice)),
      checking: () => reach('checking'),
    },
    { upload, content, layout, partSalts },
    link,
  ).catch((error: unknown) => {
    ready.forget()
    throw error
  })
  if (signal.aborted) ready.forget()
  checkNotCancelled(signal)
  await keeping(ready.begin(made, choice).then(() => upload.notes.forget()))
  await addOthers(ready, choice, signal)
  // A program that has its links ends, and takes along what is not kept yet.
  await keeping(ready.kept)
  if (signal.aborted) ready.forget()
  checkNotCancelled(signal)
  return ready
}
