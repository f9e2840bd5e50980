import { measurePayload, paddedLength } from '../../format/geometry.ts'
import type { Patience } from '../patience.ts'
import { checkLimits, totalBytes } from './picked-files.ts'
import type { SessionDeps } from './send-session.ts'
import type { PickedFile } from './send-state.ts'
import type { UploadTicket } from './upload-ticket.ts'

/** What the limits of a drop depend on. */
export interface DropLimitDeps extends Pick<SessionDeps, 'api' | 'chooseHeader'> {
  readonly ticket?: UploadTicket
}

/**
 * What a drop may hold here: by the instance's limit, once it has said it, and by what is left of the sender's ticket.
 */
export class DropLimit {
  readonly #deps: DropLimitDeps
  #maxBytes: number | null = null

  constructor(deps: DropLimitDeps) {
    this.#deps = deps
  }

  /**
   * `isTaken`: they go on with an upload that has taken its part of the ticket already. Errors: `too-many-files`,
   * `too-large`, `ticket-used-up`.
   */
  check(files: readonly PickedFile[], isTaken: boolean): void {
    checkLimits(files, this.#maxBytes ?? Infinity)
    if (isTaken) return
    const total = totalBytes(files)
    const { sealedLength } = measurePayload(this.#deps.chooseHeader(total), paddedLength(total))
    this.#deps.ticket?.checkRoom(sealedLength)
  }

  /** The instance's limit in bytes. Errors: `cancelled`, those of the API that no retry mends. */
  async ask(patience: Patience, signal: AbortSignal): Promise<number> {
    const { api } = this.#deps
    this.#maxBytes ??= (await patience.run(signal, () => api.config(signal))).maxDropBytes
    return this.#maxBytes
  }
}
