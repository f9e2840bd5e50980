import { type Bytes, concatBytes } from './bytes.ts'
import { DropError, isDropError } from './drop-error.ts'

async function* through(bytes: Bytes, transform: GenericTransformStream): AsyncGenerator<Bytes, void, undefined> {
  const source = new Blob([bytes]).stream()
  const reader = (source.pipeThrough(transform) as ReadableStream<Bytes>).getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield value
    }
  } finally {
    await reader.cancel().catch(() => {})
  }
}

/** Raw DEFLATE (RFC 1951). */
export async function deflate(bytes: Bytes): Promise<Bytes> {
  const pieces: Bytes[] = []
  for await (const piece of through(bytes, new CompressionStream('deflate-raw'))) pieces.push(piece)
  return concatBytes(...pieces)
}

/**
 * Inflates raw DEFLATE to at most `most` bytes. Errors: `manifest-invalid` (`inflated length`) for more, `manifest-invalid`
 * (`DEFLATE`) for what is no such stream, or goes on behind its end.
 */
export type Inflate = (bytes: Bytes, most: number) => Bytes | Promise<Bytes>

/**
 * Inflates and stops at `most` bytes, however much more there is. Errors: `manifest-invalid` for more, and for what is
 * no DEFLATE stream.
 */
export async function inflateAtMost(bytes: Bytes, most: number): Promise<Bytes> {
  const pieces: Bytes[] = []
  let length = 0
  try {
    for await (const piece of through(bytes, new DecompressionStream('deflate-raw'))) {
      length += piece.length
      if (length > most) throw new DropError('manifest-invalid', { subject: 'inflated length' })
      pieces.push(piece)
    }
  } catch (cause) {
    throw isDropError(cause) ? cause : new DropError('manifest-invalid', { subject: 'DEFLATE', cause })
  }
  return concatBytes(...pieces)
}
