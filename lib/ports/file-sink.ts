import type { Bytes } from '../format/bytes.ts'

/**
 * Where the bytes of one saved file go, for one writer that awaits each call before the next. A `WritableStream` would
 * say the same at twice the cost of a write (docs/performance.md).
 */
export interface FileSink {
  /**
   * Aborted once it takes no more, whether something is being written or not. Its reason is what went wrong first, and
   * what `write` and `close` reject with from then on.
   */
  readonly broken: AbortSignal
  /** Resolves once there is room for more. Takes the piece's buffer away. */
  write(piece: Bytes): Promise<void>
  /** Resolves once the file is saved whole. */
  close(): Promise<void>
  /** Breaks it because of `reason`, unless it is closed: no file is left that looks whole. Never fails. */
  abort(reason: unknown): void
}
