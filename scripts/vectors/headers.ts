import { encodeHeader, hex } from './format.ts'

const good = encodeHeader({ log2Chunk: 18, chunksPerPart: 64 })
const changed = (at: number, value: number): Buffer => {
  const bytes = Buffer.from(good)
  bytes[at] = value
  return bytes
}
const withChunks = (chunksPerPart: number): Buffer => encodeHeader({ log2Chunk: 18, chunksPerPart })

export const headers = {
  valid: [
    { log2Chunk: 18, chunksPerPart: 64 },
    { log2Chunk: 8, chunksPerPart: 1 },
    { log2Chunk: 8, chunksPerPart: 4 },
    { log2Chunk: 20, chunksPerPart: 16_384 },
  ].map((geometry) => ({ ...geometry, header: hex(encodeHeader(geometry)) })),
  mustFail: (
    [
      ['empty', Buffer.alloc(0)],
      ['a byte short', good.subarray(0, 15)],
      ['a byte long', Buffer.concat([good, Buffer.of(0)])],
      ['another magic', changed(0, 0x53)],
      ['version 0', changed(8, 0)],
      ['version 2', changed(8, 2)],
      ['suite 0', changed(9, 0)],
      ['suite 2', changed(9, 2)],
      ['chunks of 128 bytes', changed(10, 7)],
      ['chunks of 2 MiB', changed(10, 21)],
      ['the reserved byte is 1', changed(11, 1)],
      ['0 chunks in a part', withChunks(0)],
      ['3 chunks in a part', withChunks(3)],
      ['32,768 chunks in a part', withChunks(32_768)],
      ['2^31 chunks in a part', withChunks(2 ** 31)],
    ] as const
  ).map(([name, bytes]) => ({ name, header: hex(bytes), error: 'header-invalid' })),
}
