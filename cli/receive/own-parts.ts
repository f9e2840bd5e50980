import { unlink } from 'node:fs/promises'
import { DropError } from '../../lib/format/drop-error.ts'
import { FileTrouble } from '../file-trouble.ts'

/**
 * Which of the `.part` files are ours: another program that saves into the same folder may have files of the same
 * names.
 */
export class OwnParts {
  readonly #path: (place: number) => string
  readonly #begun: Set<number>
  readonly #written = new Map<number, string>()

  /** The first `ours` of them are ours already, or may be replaced. */
  constructor(path: (place: number) => string, ours: number) {
    this.#path = path
    this.#begun = new Set(Array.from({ length: ours }, (_, place) => place))
  }

  /** Makes room for one of ours. What is there and is none stays. */
  async clear(place: number): Promise<void> {
    if (this.#begun.has(place)) await unlink(this.#path(place)).catch(() => {})
  }

  /** It is there, and ours. */
  begin(place: number): void {
    this.#begun.add(place)
  }

  /** It was written whole, and is this file (`identityOf`). */
  write(place: number, identity: string): void {
    this.#written.set(place, identity)
  }

  /**
   * The first that was written whole where another file is now, by what is there; `null` for none. `named` have their
   * names from before.
   */
  swapped(
    identities: readonly string[],
    named: ReadonlySet<number>,
  ): { readonly place: number; readonly error: DropError } | null {
    for (const [place, identity] of this.#written)
      if (!named.has(place) && identities[place] !== identity) {
        const cause = new FileTrouble(this.#path(place))
        return { place, error: new DropError('save-failed', { subject: 'swapped', cause }) }
      }
    return null
  }

  /** Removes them. */
  async discard(): Promise<void> {
    for (const place of this.#begun) await this.clear(place)
  }
}
