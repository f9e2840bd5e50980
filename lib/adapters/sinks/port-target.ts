import type { Bytes } from '../../format/bytes.ts'
import { parseWriterMessage, type ReaderMessage } from './port-messages.ts'

/** Where the chunks of one saved file end up. */
export interface ChunkTarget {
  /** Errors: any, where it takes no more. */
  write(chunk: Bytes): Promise<void> | void
  /** Every chunk was written: saves the file. Errors: any, where that fails. */
  close(): Promise<void> | void
  /** It will not be whole: leaves nothing behind. Never fails. */
  abort(): Promise<void> | void
}

/** Chunks that may be on their way to a target: enough to hide a port's latency. */
const ROOM = 8

/**
 * Writes what a `writeToPort` at the port's other end writes to `target`, one chunk after another. The writer hears
 * that the file is closed only once the target has saved it, and of every failure of the target.
 */
export function takeFromPort(port: MessagePort, target: ChunkTarget): void {
  let isOver = false
  const say = (message: ReaderMessage) => port.postMessage(message)
  const fail = async () => {
    if (isOver) return
    isOver = true
    say({ type: 'failed' })
    await target.abort()
  }
  const take = async (message: ReturnType<typeof parseWriterMessage>) => {
    if (isOver || message === null) return
    if (!('type' in message)) {
      for (const chunk of message) await target.write(chunk)
      say({ type: 'credit', count: message.length })
    } else if (message.type === 'abort') await fail()
    else {
      await target.close()
      isOver = true
      say({ type: 'closed' })
    }
  }
  let taken = Promise.resolve()
  port.onmessage = ({ data }: MessageEvent<unknown>) => {
    taken = taken.then(() => take(parseWriterMessage(data))).catch(fail)
  }
  // Where the browser tells it (HTML 9.4.5), the writer's death is an end at once. After what it sent before.
  port.addEventListener('close', () => {
    taken = taken.then(fail)
  })
  say({ type: 'credit', count: ROOM })
}
