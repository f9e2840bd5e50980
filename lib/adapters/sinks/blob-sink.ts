import type { Bytes } from '../../format/bytes.ts'
import { DropError } from '../../format/drop-error.ts'
import type { OpenPortSink } from './port-sink.ts'
import { takeFromPort } from './port-target.ts'

/** What is gathered in memory before it is saved may not be larger than this, in bytes: no browser takes more. */
export const MAX_GATHERED_BYTES = 2 ** 31

/**
 * Sinks that gather a file in memory and hand it to `save` when it is whole: the last way, for browsers and windows
 * that have no other.
 * Errors: `browser-unsupported` (subject `large download`) above 2 GiB.
 */
export function blobSink(save: (blob: Blob, name: string) => void): OpenPortSink {
  return (name, size) => {
    if (size === null || size > MAX_GATHERED_BYTES)
      return Promise.reject(new DropError('browser-unsupported', { subject: 'large download' }))
    const { port1, port2 } = new MessageChannel()
    let chunks: Bytes[] = []
    takeFromPort(port2, {
      write: (chunk) => void chunks.push(chunk),
      close: () => save(new Blob(chunks, { type: 'application/octet-stream' }), name),
      abort: () => {
        chunks = []
      },
    })
    return Promise.resolve({ port: port1, begin: () => {}, ping: () => Promise.resolve(true) })
  }
}
