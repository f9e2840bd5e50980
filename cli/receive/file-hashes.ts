import { createHash, type Hash } from 'node:crypto'
import { hashFile } from './give-names.ts'

/** The SHA-256 of each saved file, where somebody asked. */
export class FileHashes {
  readonly #isWanted: boolean
  readonly #hashes = new Map<number, Hash>()

  constructor(isWanted: boolean) {
    this.#isWanted = isWanted
  }

  /** Hears the bytes of a file from its beginning on. */
  begin(place: number): (piece: Uint8Array) => void {
    if (!this.#isWanted) return () => {}
    const hash = createHash('sha256')
    this.#hashes.set(place, hash)
    return (piece) => void hash.update(piece)
  }

  /**
   * Hexadecimal, once; `null` where nobody asked. A file that an earlier try has written is read at `path`. Errors:
   * `save-failed`.
   */
  async take(place: number, path: string): Promise<string | null> {
    if (!this.#isWanted) return null
    return this.#hashes.get(place)?.digest('hex') ?? hashFile(path)
  }
}
