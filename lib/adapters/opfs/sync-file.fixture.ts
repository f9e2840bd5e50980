import type { Bytes } from '../../format/bytes.ts'

/** A file as workers have them, in memory, by a clock of its own. */
export class SyncFile {
  /** ms. */
  clock = 0
  bytes: Bytes = new Uint8Array(0)
  /** Beyond it, writes fail. */
  room = Infinity
  /** What one write takes, in ms. */
  takes: (write: number) => number = () => 0
  /** What it takes to tell its size, in ms. */
  asked: (question: number) => number = () => 0
  isOpen = false
  #writes = 0
  #questions = 0

  getFile(): Promise<File> {
    return Promise.resolve(new File([this.bytes], ''))
  }

  createSyncAccessHandle() {
    if (this.isOpen) return Promise.reject(new DOMException('locked', 'NoModificationAllowedError'))
    this.isOpen = true
    return Promise.resolve({
      getSize: () => {
        this.clock += this.asked((this.#questions += 1))
        return this.bytes.length
      },
      read: (buffer: Bytes, { at }: { at: number }) => {
        const found = this.bytes.subarray(at, at + buffer.length)
        buffer.set(found)
        return found.length
      },
      write: (piece: Bytes, { at }: { at: number }) => {
        this.clock += this.takes((this.#writes += 1))
        if (at + piece.length > this.room) throw new DOMException('full', 'QuotaExceededError')
        const grown = new Uint8Array(Math.max(this.bytes.length, at + piece.length))
        grown.set(this.bytes)
        grown.set(piece, at)
        this.bytes = grown
        return piece.length
      },
      truncate: (size: number) => {
        this.bytes = this.bytes.slice(0, size)
      },
      close: () => {
        this.isOpen = false
      },
    })
  }
}
