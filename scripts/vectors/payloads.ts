import {
  base64,
  chunkNonce,
  encodeHeader,
  type Geometry,
  hex,
  NO_SALT,
  partKey,
  pattern,
  seal,
  sealChunks,
  seeded,
  seededSalts,
  sha256,
} from './format.ts'

const contentKey = seeded('payload content key', 32)

function payload(name: string, geometry: Geometry, length: number, whole: boolean): object {
  const partSalts = seededSalts(name, geometry, length)
  const plaintext = pattern(length)
  const sealed = Buffer.concat(sealChunks({ geometry, contentKey, partSalts }, plaintext))
  return {
    name,
    header: hex(encodeHeader(geometry)),
    contentKey: hex(contentKey),
    length,
    partSalts: partSalts.map(hex),
    plaintextSha256: hex(sha256(plaintext)),
    sealedLength: sealed.length,
    sealedSha256: hex(sha256(sealed)),
    ...(whole && { sealedBase64: base64(sealed) }),
  }
}

const small = { log2Chunk: 8, chunksPerPart: 4 }
const standard = { log2Chunk: 18, chunksPerPart: 64 }
const around = (chunk: number, part: number): number[] => [0, 1, chunk - 1, chunk, chunk + 1, part - 1, part, part + 1]

/** What the must-fail vectors change: three parts of two chunks of 256 bytes, the last chunk of 20 bytes. */
const geometry = { log2Chunk: 8, chunksPerPart: 2 }
const length = 1300
const partSalts = seededSalts('must fail', geometry, length)
const drop = { geometry, contentKey, partSalts }
const chunks = sealChunks(drop, pattern(length))
const chunk = (index: number): Buffer => chunks[index]!
const last = chunks.length - 1

interface Refusal {
  readonly name: string
  readonly sealed: readonly Uint8Array[]
  /** What a reader says that opens while the bytes come, before it knows how many there are. */
  readonly error: string
  readonly header?: Buffer
  readonly length?: number
  readonly partSalts?: readonly Buffer[]
}

const turn = (index: number, at: number): Buffer[] =>
  chunks.map((bytes, place) => {
    const copy = Buffer.from(bytes)
    if (place === index) copy[at] = copy[at]! ^ 0x80
    return copy
  })
const replace = (index: number, bytes: Uint8Array): Uint8Array[] =>
  chunks.map((old, place) => (place === index ? bytes : old))
const swap = (a: number, b: number): Buffer[] =>
  chunks.map((old, place) => (place === a ? chunk(b) : place === b ? chunk(a) : old))
const stale = sealChunks({ ...drop, partSalts: seededSalts('an earlier sealing', geometry, length) }, pattern(length))
const foreign = sealChunks({ ...drop, contentKey: seeded('foreign', 32) }, pattern(length))
const emptyFinal = seal(
  partKey(contentKey, encodeHeader(geometry), 3, partSalts[2]!),
  chunkNonce(6, true),
  NO_SALT,
  NO_SALT,
)

const refusals: readonly Refusal[] = [
  { name: 'a bit of the first chunk turned', sealed: turn(0, 0), error: 'payload-tampered' },
  { name: 'a bit of the first tag turned', sealed: turn(0, 256), error: 'payload-tampered' },
  { name: 'a bit of the last chunk turned', sealed: turn(last, 0), error: 'payload-tampered' },
  { name: 'a bit of the last tag turned', sealed: turn(last, 35), error: 'payload-tampered' },
  { name: 'two chunks of a part swapped', sealed: swap(0, 1), error: 'payload-tampered' },
  { name: 'two chunks of different parts swapped', sealed: swap(1, 3), error: 'payload-tampered' },
  { name: 'two parts swapped', sealed: [2, 3, 0, 1, 4, 5].map(chunk), error: 'payload-tampered' },
  {
    name: 'two parts swapped together with their salts',
    sealed: [2, 3, 0, 1, 4, 5].map(chunk),
    error: 'payload-tampered',
    partSalts: [1, 0, 2].map((part) => partSalts[part]!),
  },
  { name: 'a chunk repeated in the place of the next', sealed: replace(1, chunk(0)), error: 'payload-tampered' },
  { name: 'a chunk repeated and the rest pushed on', sealed: [chunk(0), ...chunks], error: 'payload-tampered' },
  { name: 'the first chunk missing', sealed: chunks.slice(1), error: 'payload-tampered' },
  {
    name: 'a chunk in the middle missing',
    sealed: [...chunks.slice(0, 2), ...chunks.slice(3)],
    error: 'payload-tampered',
  },
  { name: 'the last chunk missing', sealed: chunks.slice(0, last), error: 'payload-truncated' },
  { name: 'the last part missing', sealed: chunks.slice(0, 4), error: 'payload-truncated' },
  {
    name: 'the last chunk missing, and the length made to fit',
    sealed: chunks.slice(0, last),
    error: 'payload-tampered',
    length: 1280,
  },
  { name: 'cut within a chunk', sealed: [Buffer.concat(chunks).subarray(0, 700)], error: 'payload-truncated' },
  { name: 'cut by the last byte', sealed: [Buffer.concat(chunks).subarray(0, -1)], error: 'payload-truncated' },
  { name: 'an empty object', sealed: [], error: 'payload-truncated' },
  {
    name: 'an empty object for an empty payload',
    sealed: [],
    error: 'payload-truncated',
    length: 0,
    partSalts: partSalts.slice(0, 1),
  },
  { name: 'nothing but the header', sealed: [encodeHeader(geometry)], error: 'payload-truncated' },
  {
    name: 'the header in the place of an empty payload',
    sealed: [encodeHeader(geometry)],
    error: 'payload-tampered',
    length: 0,
    partSalts: partSalts.slice(0, 1),
  },
  { name: 'a byte appended', sealed: [...chunks, Buffer.of(0)], error: 'payload-too-long' },
  { name: 'an empty final chunk appended', sealed: [...chunks, emptyFinal], error: 'payload-too-long' },
  { name: 'the last chunk appended again', sealed: [...chunks, chunk(last)], error: 'payload-too-long' },
  {
    name: 'no chunk sealed as the last',
    sealed: sealChunks(drop, pattern(length), () => false),
    error: 'payload-tampered',
  },
  {
    name: 'the first chunk sealed as the last',
    sealed: sealChunks(drop, pattern(length), (index) => index === 0),
    error: 'payload-tampered',
  },
  {
    name: 'the last but one sealed as the last, too',
    sealed: sealChunks(drop, pattern(length), (index) => index >= 4),
    error: 'payload-tampered',
  },
  {
    name: 'a stale part from an earlier sealing',
    sealed: [...stale.slice(0, 2), ...chunks.slice(2)],
    error: 'payload-tampered',
  },
  { name: 'a stale last part', sealed: [...chunks.slice(0, 4), ...stale.slice(4)], error: 'payload-tampered' },
  { name: 'a foreign chunk', sealed: replace(2, foreign[2]!), error: 'payload-tampered' },
  { name: 'a foreign payload', sealed: foreign, error: 'payload-tampered' },
  {
    name: 'a foreign header of the same chunks',
    sealed: chunks,
    error: 'payload-tampered',
    header: encodeHeader({ log2Chunk: 8, chunksPerPart: 1 }),
    partSalts: [0, 0, 1, 1, 2, 2].map((part) => partSalts[part]!),
  },
  {
    name: 'a foreign header of other chunks',
    sealed: chunks,
    error: 'payload-tampered',
    header: encodeHeader({ log2Chunk: 9, chunksPerPart: 1 }),
  },
  {
    name: 'the salts of two parts swapped',
    sealed: chunks,
    error: 'payload-tampered',
    partSalts: [1, 0, 2].map((part) => partSalts[part]!),
  },
  {
    name: 'the wrong salt of the last part',
    sealed: chunks,
    error: 'payload-tampered',
    partSalts: [...partSalts.slice(0, 2), seeded('wrong', 16)],
  },
]

/**
 * `error` is what a reader says that checks the stored length first, `streamError` what one says that opens as the
 * bytes come, where that differs.
 */
function errorsOf(refusal: Refusal): { error: string; streamError?: string } {
  const plain = refusal.length ?? length
  const chunkBytes = 2 ** (refusal.header ?? encodeHeader(geometry)).readUInt8(10)
  const expected = plain + 16 * Math.max(1, Math.ceil(plain / chunkBytes))
  const stored = Buffer.concat(refusal.sealed).length
  const error = stored < expected ? 'payload-truncated' : stored > expected ? 'payload-too-long' : 'payload-tampered'
  return error === refusal.error ? { error } : { error, streamError: refusal.error }
}

export const payloads = {
  plaintext: 'byte i = (31 * i + floor(i / 256)) mod 256',
  valid: [
    ...around(256, 1024).map((bytes) => payload(`small geometry, ${bytes} bytes`, small, bytes, true)),
    payload('small geometry, three parts', small, 2500, true),
    payload('one chunk in a part', { log2Chunk: 8, chunksPerPart: 1 }, 700, true),
    ...around(262_144, 16_777_216).map((bytes) => payload(`default geometry, ${bytes} bytes`, standard, bytes, false)),
  ],
  mustFail: refusals.map((refusal) => ({
    ...errorsOf(refusal),
    name: refusal.name,
    header: hex(refusal.header ?? encodeHeader(geometry)),
    contentKey: hex(contentKey),
    length: refusal.length ?? length,
    partSalts: (refusal.partSalts ?? partSalts).map(hex),
    sealedBase64: base64(Buffer.concat(refusal.sealed)),
  })),
}
