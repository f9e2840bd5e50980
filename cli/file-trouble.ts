import { DropError } from '../lib/format/drop-error.ts'
import { plainWords } from './terminal.ts'

/** Which file it was about: for the terminal of whoever sends it, and nowhere else. */
export class FileTrouble extends Error {
  override readonly name = 'FileTrouble'
  readonly path: string

  constructor(path: string, cause?: unknown) {
    super('a file', cause === undefined ? undefined : { cause })
    this.path = plainWords(path)
  }
}

/** The failure of one file. */
export function fileFailure(code: 'file-unreadable' | 'file-changed', path: string, cause?: unknown): DropError {
  return new DropError(code, { cause: new FileTrouble(path, cause) })
}
