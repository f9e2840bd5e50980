import { createCipheriv, createHash, type KeyObject } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { chunkNonce } from '../../crypto/chunk-nonce.ts'
import type { PartOpener } from '../../crypto/open-payload.ts'
import type { PayloadKey } from '../../crypto/payload-key.ts'
import type { Bytes } from '../../format/bytes.ts'
import { type Geometry, type PartNumber, parseChunkIndex, partOfChunk } from '../../format/geometry.ts'
import type { PrefixCheck } from '../../ports/prefix-check.ts'
import { createNodePartOpener } from './part-opener.ts'
import { derivePartSecret } from './part-secret.ts'

/** The payload that files are of. */
export interface CheckedPayload {
  readonly payloadKey: PayloadKey
  readonly geometry: Geometry
  /** Each part's salt, in order. */
  readonly partSalts: readonly Bytes[]
}

/** A file's place in the payload, in bytes. */
interface Place {
  readonly offset: number
  readonly size: number
}

/** Opens chunks, and remembers the tag of each for as long as its memory lives. */
export class TagKeeper {
  readonly #tags = new WeakMap<ArrayBufferLike, Bytes>()
  readonly openPart: PartOpener = createNodePartOpener((plaintext, tag) => {
    this.#tags.set(plaintext.buffer, Buffer.from(tag))
  })

  /** The tag of the chunk that is this whole piece. Errors: a plain `Error` for a chunk that was opened elsewhere. */
  tagOf(piece: Bytes): Bytes {
    const tag = this.#tags.get(piece.buffer)
    if (tag === undefined) throw new Error('a chunk without a tag')
    return tag
  }
}

/**
 * Tells whether a file still begins with what was verified, by the tags with which its chunks came: they cost nothing
 * while bytes come, and what is on the disk gives them again only where every byte is the same. Chunks that lie across
 * two files count by their CRC-32.
 *
 * [Note: Sealed again] What is on the disk is sealed under the key and the nonce of its chunk, and may be another
 * plaintext by now. The sealed bytes are dropped where they are made, and only a hash over tags is kept, so that nobody
 * gets to see two messages under one nonce (NIST SP 800-38D 8).
 */
export class TagCheck implements PrefixCheck {
  readonly #payload: CheckedPayload
  readonly #tags: TagKeeper
  readonly #end: number
  #hash = createHash('sha256')
  #at: number
  #key: { readonly part: PartNumber; readonly secret: KeyObject } | null = null

  constructor(payload: CheckedPayload, { offset, size }: Place, tags: TagKeeper) {
    this.#payload = payload
    this.#tags = tags
    this.#at = offset
    this.#end = offset + size
  }

  /** Whether a piece that comes next is a chunk by itself. */
  #isWhole(length: number): boolean {
    const { chunkBytes, length: all } = this.#payload.geometry
    return this.#at % chunkBytes === 0 && length === Math.min(chunkBytes, all - this.#at)
  }

  #take(piece: Bytes, mark: Bytes | string): void {
    this.#hash.update(mark)
    this.#at += piece.length
  }

  nextLength(): number {
    const { chunkBytes } = this.#payload.geometry
    return Math.min(this.#end, this.#at - (this.#at % chunkBytes) + chunkBytes) - this.#at
  }

  add(piece: Bytes): void {
    this.#take(piece, this.#isWhole(piece.length) ? this.#tags.tagOf(piece) : `crc ${crc32(piece)} `)
  }

  async addAgain(piece: Bytes): Promise<void> {
    this.#take(piece, this.#isWhole(piece.length) ? await this.#sealAgain(piece) : `crc ${crc32(piece)} `)
  }

  async #sealAgain(piece: Bytes): Promise<Bytes> {
    const { geometry } = this.#payload
    const index = parseChunkIndex(this.#at / geometry.chunkBytes)
    const secret = await this.#secretOf(partOfChunk(geometry.header, index))
    const cipher = createCipheriv('aes-256-gcm', secret, chunkNonce(index, index === geometry.chunks - 1))
    cipher.update(piece)
    cipher.final()
    return cipher.getAuthTag()
  }

  async #secretOf(part: PartNumber): Promise<KeyObject> {
    if (this.#key?.part !== part) {
      const { payloadKey, partSalts } = this.#payload
      const salt = partSalts[part - 1] ?? new Uint8Array(0)
      this.#key = { part, secret: await derivePartSecret(payloadKey, part, salt) }
    }
    return this.#key.secret
  }

  value(): string {
    return this.#hash.copy().digest('base64url')
  }
}
