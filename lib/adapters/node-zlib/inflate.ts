import { inflateRawSync } from 'node:zlib'
import type { Inflate } from '../../format/deflate.ts'
import { DropError } from '../../format/drop-error.ts'

/** What `inflateRawSync` answers with `info`, which its types do not know. */
interface Inflated {
  readonly buffer: Buffer<ArrayBuffer>
  readonly engine: { readonly bytesWritten: number }
}

const tooLong = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'

function inflate(bytes: Uint8Array, maxOutputLength: number): Inflated {
  try {
    return inflateRawSync(bytes, { maxOutputLength, info: true }) as unknown as Inflated
  } catch (cause) {
    throw new DropError('manifest-invalid', { subject: tooLong(cause) ? 'inflated length' : 'DEFLATE', cause })
  }
}

/** Inflates by Node's zlib: a `DecompressionStream` loads all of the web's streams before it (7 ms). */
export const inflateByNode: Inflate = (bytes, most) => {
  const { buffer, engine } = inflate(bytes, most)
  // zlib stops at the end of the stream; what follows there nobody has read.
  if (engine.bytesWritten < bytes.length) throw new DropError('manifest-invalid', { subject: 'DEFLATE' })
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length)
}
