import type { Bytes } from '../../format/bytes.ts'
import { DropError } from '../../format/drop-error.ts'
import { PortReader } from './port-reader.ts'
import type { OpenPortSink } from './port-sink.ts'

/** What is gathered in memory before it is saved may not be larger than this, in bytes. */
export const MAX_GATHERED_BYTES = 500 * 2 ** 20

async function gather(stream: ReadableStream<Bytes>): Promise<Blob> {
  const chunks: Bytes[] = []
  const reader = stream.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return new Blob(chunks, { type: 'application/octet-stream' })
    chunks.push(value)
  }
}

/**
 * Sinks that gather a file in memory and hand it to `save` when it is whole, for browsers and windows without service workers.
 * Errors: `browser-unsupported` (subject `large download`) above 500 MiB.
 */
export function blobSink(save: (blob: Blob, name: string) => void): OpenPortSink {
  return (name, size) => {
    if (size === null || size > MAX_GATHERED_BYTES)
      return Promise.reject(new DropError('browser-unsupported', { subject: 'large download' }))
    const { port1, port2 } = new MessageChannel()
    const { stream } = new PortReader(port2, { freesTaken: false })
    // A stream that breaks is the writer's to tell: nothing is saved then.
    void gather(stream).then(
      (blob) => save(blob, name),
      () => {},
    )
    return Promise.resolve({ port: port1, begin: () => {}, ping: () => Promise.resolve(true) })
  }
}

/** Saves a blob by a link that is clicked for the person. */
export function saveByLink(document: Document): (blob: Blob, name: string) => void {
  return (blob, name) => {
    const url = URL.createObjectURL(blob)
    const link = document.createElement('a')
    link.href = url
    link.download = name
    link.hidden = true
    document.body.append(link)
    link.click()
    link.remove()
    // Browsers read the blob some time after the click, and none says when.
    setTimeout(() => {
      URL.revokeObjectURL(url)
    }, 60_000)
  }
}
