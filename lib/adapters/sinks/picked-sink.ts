import { DropError } from '../../format/drop-error.ts'
import type { OpenPortSink } from './port-sink.ts'
import { takeFromPort } from './port-target.ts'

/**
 * What TypeScript's types leave out: a file that the person chose (File System Access 3.3), and one that can go again
 * (Chromium's `remove`).
 */
export type PickFile = (options: { readonly suggestedName: string }) => Promise<FileSystemFileHandle>

async function removeEmpty(file: FileSystemFileHandle): Promise<void> {
  if ('remove' in file && typeof file.remove === 'function') await (file.remove as () => Promise<void>)()
}

/**
 * Sinks that write to a file which the person chooses. The browser writes beside it and puts it in its place only when
 * it is closed (File System 2.5.2), so a broken one never stands there. Must be opened by a click. Errors: `cancelled`
 * (subject `sink`) where no file was chosen, `save-failed`.
 */
export function pickedSink(pick: PickFile): OpenPortSink {
  return async (name) => {
    const file = await pick({ suggestedName: name }).catch((cause: unknown) => {
      const isTurnedDown = cause instanceof DOMException && cause.name === 'AbortError'
      throw isTurnedDown ? new DropError('cancelled', { subject: 'sink' }) : new DropError('save-failed', { cause })
    })
    const isNew = (await file.getFile()).size === 0
    const writable = await file.createWritable()
    const { port1, port2 } = new MessageChannel()
    takeFromPort(port2, {
      write: (chunk) => writable.write(chunk),
      close: () => writable.close(),
      abort: async () => {
        await writable.abort().catch(() => {})
        // The dialog has made it; one that was there before keeps what it holds.
        if (isNew) await removeEmpty(file).catch(() => {})
      },
    })
    return { port: port1, begin: () => {}, ping: () => Promise.resolve(true) }
  }
}
