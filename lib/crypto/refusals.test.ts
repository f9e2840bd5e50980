import { describe, expect, test } from 'vitest'
import { type Bytes, concatBytes } from '../format/bytes.ts'
import { DropError } from '../format/drop-error.ts'
import { encodeManifest } from '../format/encode-manifest.ts'
import { measurePayload, parseChunkIndex, parsePartNumber, parseSealedLength } from '../format/geometry.ts'
import { encodeHeader, parseHeader } from '../format/header.ts'
import type { Manifest } from '../format/manifest.ts'
import { ContentKey, unwrapPayloadKey } from './content-key.ts'
import { deriveLinkKeys, newSecret } from './link-keys.ts'
import { openChunk, openPart, openParts } from './open-payload.ts'
import { commitmentOf, openManifest } from './payload-key.ts'
import { cryptoRandom } from './random-source.ts'
import { sealManifest } from './seal-manifest.ts'
import { gather, openAll, piecesOf, SMALL, sealAll } from './small-drop.fixture.ts'
import { expectRefusal } from './vectors.fixture.ts'

/** Two parts, five chunks, the last of 77 bytes: everything is tried on it. */
const LENGTH = 4 * 256 + 77
const contentKey = ContentKey.generate(cryptoRandom)
const key = await contentKey.payloadKey(SMALL)
const plaintext = cryptoRandom(LENGTH)
const { sealed, chunks, salts } = await sealAll(key, plaintext)
const open = (bytes: Bytes, length = LENGTH, pieceSize?: number) => openAll(key, length, salts, bytes, pieceSize)

function* bitFlips(bytes: Bytes): Generator<Bytes> {
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const copy = bytes.slice()
    copy[bit >> 3] = copy[bit >> 3]! ^ (0x80 >> (bit & 7))
    yield copy
  }
}

test('the small drop itself opens', async () => {
  expect(await open(sealed)).toEqual(plaintext)
})

describe('a payload is refused', () => {
  test('with any single bit of any chunk or tag turned', async () => {
    let tried = 0
    for (const bytes of bitFlips(sealed)) {
      await expectRefusal(() => open(bytes), 'payload-tampered')
      tried += 1
    }
    expect(tried).toBe(sealed.length * 8)
  })

  test('cut after any byte, and yields nothing but the whole chunks before', async () => {
    const geometry = measurePayload(SMALL, LENGTH)
    const run = { firstPart: parsePartNumber(1), lastPart: parsePartNumber(2) }
    for (let length = 0; length < sealed.length; length += 1) {
      const out: Bytes[] = []
      await expectRefusal(async () => {
        for await (const some of openParts(key, geometry, salts, run, piecesOf(sealed.subarray(0, length), 300)))
          out.push(...some)
      }, 'payload-truncated')
      expect(concatBytes(...out)).toEqual(plaintext.slice(0, Math.floor(length / 272) * 256))
    }
  })

  test('cut after any byte, with a length that fits the cut', async () => {
    for (let length = 0; length < sealed.length; length += 1) {
      await expectRefusal(
        () => open(sealed.subarray(0, length), parseSealedLength(SMALL, length).length),
        'payload-tampered',
        'payload-truncated',
      )
    }
  })

  test('with anything from one byte to a whole payload appended', async () => {
    for (const extra of [new Uint8Array(1), new Uint8Array(16), chunks[0]!, chunks[4]!, sealed])
      for (const pieceSize of [1, 272, 4096])
        await expectRefusal(() => open(concatBytes(sealed, extra), LENGTH, pieceSize), 'payload-too-long')
  })

  test('with its chunks in any other order, with repeats and with gaps', async () => {
    const whole = chunks.slice(0, 4)
    for (const a of whole.keys())
      for (const b of whole.keys()) {
        if (a === b) continue
        const swapped = [...chunks]
        ;[swapped[a], swapped[b]] = [chunks[b]!, chunks[a]!]
        await expectRefusal(() => open(concatBytes(...swapped)), 'payload-tampered')
        await expectRefusal(() => open(concatBytes(...chunks.toSpliced(a, 1, chunks[b]!))), 'payload-tampered')
      }
    for (const [index] of chunks.entries())
      await expectRefusal(
        () => open(concatBytes(...chunks.toSpliced(index, 1))),
        index < 3 ? 'payload-tampered' : 'payload-truncated',
      )
  })

  test('with any chunk, or a whole part, of another sealing of the same bytes', async () => {
    const stale = await sealAll(key, plaintext)
    for (const index of chunks.keys())
      await expectRefusal(
        () => open(concatBytes(...chunks.toSpliced(index, 1, stale.chunks[index]!))),
        'payload-tampered',
      )
    await expectRefusal(() => open(concatBytes(...stale.chunks.slice(0, 4), chunks[4]!)), 'payload-tampered')
    const foreign = await sealAll(await ContentKey.generate(cryptoRandom).payloadKey(SMALL), plaintext)
    await expectRefusal(() => openAll(key, LENGTH, foreign.salts, foreign.sealed), 'payload-tampered')
  })

  test('under any other valid header', async () => {
    for (const header of [
      { log2Chunk: 8, chunksPerPart: 8 },
      { log2Chunk: 8, chunksPerPart: 2 },
      { log2Chunk: 9, chunksPerPart: 2 },
    ]) {
      const foreign = { ...key, header: encodeHeader(header) }
      await expectRefusal(() => openAll(foreign, LENGTH, [...salts, ...salts], sealed), 'payload-tampered')
    }
  })

  test('with a moved end: a payload that goes on is no end, and an end does not go on', async () => {
    const shorter = await sealAll(key, plaintext.subarray(0, 1024))
    // The first four chunks of the whole are authentic, but none of them is final.
    await expectRefusal(() => openAll(key, 1024, salts, sealed.subarray(0, 4 * 272)), 'payload-tampered')
    await expectRefusal(
      () => openAll(key, LENGTH, [shorter.salts[0]!, salts[1]!], concatBytes(shorter.sealed, chunks[4]!)),
      'payload-tampered',
    )
  })

  test('as an empty object, a header, or nothing but a tag of zeros', async () => {
    for (const length of [0, 1, 256, LENGTH])
      await expectRefusal(() => open(new Uint8Array(0), length), 'payload-truncated')
    await expectRefusal(() => open(encodeHeader(SMALL)), 'payload-truncated')
    await expectRefusal(() => open(encodeHeader(SMALL), 0), 'payload-tampered')
    await expectRefusal(() => open(new Uint8Array(16), 0), 'payload-tampered')
  })

  test('with a part salt too few or of another length', async () => {
    await expectRefusal(() => openAll(key, LENGTH, salts.slice(0, 1), sealed), 'manifest-invalid')
    await expectRefusal(() => openAll(key, LENGTH, [salts[0]!, new Uint8Array(15)], sealed), 'manifest-invalid')
  })

  test('part by part and chunk by chunk as well', async () => {
    const geometry = measurePayload(SMALL, LENGTH)
    const two = parsePartNumber(2)
    for (const bytes of bitFlips(chunks[4]!)) {
      await expectRefusal(() => openPart(key, geometry, two, salts[1]!, bytes), 'payload-tampered')
      await expectRefusal(() => openChunk(key, geometry, parseChunkIndex(4), salts[1]!, bytes), 'payload-tampered')
    }
    const longer = concatBytes(chunks[4]!, new Uint8Array(1))
    const shorter = chunks[4]!.subarray(1)
    await expectRefusal(() => openPart(key, geometry, two, salts[1]!, longer), 'payload-too-long')
    await expectRefusal(() => openPart(key, geometry, two, salts[1]!, shorter), 'payload-truncated')
    await expectRefusal(() => openChunk(key, geometry, parseChunkIndex(4), salts[1]!, longer), 'payload-too-long')
    await expectRefusal(() => openChunk(key, geometry, parseChunkIndex(4), salts[1]!, shorter), 'payload-truncated')
    await expectRefusal(() => openChunk(key, geometry, parseChunkIndex(0), salts[0]!, chunks[1]!), 'payload-tampered')
  })
})

describe('a failing source', () => {
  async function* failing(after: number): AsyncGenerator<Bytes, void, undefined> {
    yield* piecesOf(sealed.subarray(0, after), 50)
    throw new DropError('network')
  }
  const geometry = measurePayload(SMALL, LENGTH)
  const run = { firstPart: parsePartNumber(1), lastPart: parsePartNumber(2) }

  test('loses no whole chunk that came before, and its error comes through', async () => {
    const out: Bytes[] = []
    await expectRefusal(async () => {
      for await (const some of openParts(key, geometry, salts, run, failing(900))) out.push(...some)
    }, 'network')
    expect(concatBytes(...out)).toEqual(plaintext.slice(0, 768))
  })

  test('fails also when it fails behind the last chunk', async () => {
    await expectRefusal(() => gather(openParts(key, geometry, salts, run, failing(sealed.length))), 'network')
  })

  test('is told when nobody reads on', async () => {
    let closed = false
    const stream = new ReadableStream<Bytes>({
      pull: (controller) => controller.enqueue(sealed.slice(0, 272)),
      cancel: () => {
        closed = true
      },
    })
    await expectRefusal(() => gather(openParts(key, geometry, salts, run, stream)), 'payload-tampered')
    expect(closed).toBe(true)
  })
})

describe('keys are refused', () => {
  const secret = newSecret(cryptoRandom)
  const salt = cryptoRandom(32)

  test('with any single bit of wrapped key, commitment or header turned', async () => {
    const keys = await deriveLinkKeys({ secret, salt })
    const stored = {
      header: SMALL,
      wrappedKey: await contentKey.wrap(keys, SMALL),
      commitment: await commitmentOf(key),
    }
    expect(await commitmentOf(await unwrapPayloadKey(keys, stored))).toEqual(stored.commitment)
    for (const wrappedKey of bitFlips(stored.wrappedKey))
      await expectRefusal(() => unwrapPayloadKey(keys, { ...stored, wrappedKey }), 'key-mismatch')
    for (const commitment of bitFlips(stored.commitment))
      await expectRefusal(() => unwrapPayloadKey(keys, { ...stored, commitment }), 'key-mismatch')
    for (const header of bitFlips(encodeHeader(SMALL)))
      await expectRefusal(
        () => unwrapPayloadKey(keys, { ...stored, header: parseHeader(header) }),
        'header-invalid',
        'key-mismatch',
      )
  })

  test('with any single bit of secret, link salt or password key turned', async () => {
    const passwordKey = cryptoRandom(32)
    const keys = await deriveLinkKeys({ secret, salt, passwordKey })
    const stored = {
      header: SMALL,
      wrappedKey: await contentKey.wrap(keys, SMALL),
      commitment: await commitmentOf(key),
    }
    const refused = async (link: Parameters<typeof deriveLinkKeys>[0]) => {
      const other = await deriveLinkKeys(link)
      expect(other.accessToken).not.toEqual(keys.accessToken)
      await expectRefusal(() => unwrapPayloadKey(other, stored), 'key-mismatch')
    }
    for (const turned of bitFlips(secret)) await refused({ secret: turned, salt, passwordKey })
    for (const turned of bitFlips(salt)) await refused({ secret, salt: turned, passwordKey })
    for (const turned of bitFlips(passwordKey)) await refused({ secret, salt, passwordKey: turned })
    await refused({ secret, salt })
  })
})

describe('a sealed manifest is refused', () => {
  const manifest: Manifest = {
    kind: 'note',
    length: 5,
    paddedLength: 65_536,
    partSalts: Array.from({ length: 64 }, () => cryptoRandom(16)),
  }

  test('with any bit of nonce or tag, or one bit of any byte between, turned, and cut after any byte', async () => {
    const bytes = await sealManifest(key, await encodeManifest(manifest), cryptoRandom)
    const turned = [...bitFlips(bytes)].filter((_, bit) => bit < 96 || bit >= (bytes.length - 16) * 8 || bit % 8 === 3)
    for (const flipped of turned) await expectRefusal(() => openManifest(key, flipped), 'manifest-invalid')
    for (let length = 0; length < bytes.length; length += 1)
      await expectRefusal(() => openManifest(key, bytes.subarray(0, length)), 'manifest-invalid')
    await expectRefusal(() => openManifest(key, concatBytes(bytes, new Uint8Array(1))), 'manifest-invalid')
    await expectRefusal(() => openManifest(key, new Uint8Array(1_048_577)), 'manifest-invalid')
  })

  test('before it is sealed, where no reader would take it', async () => {
    await expectRefusal(
      async () => sealManifest(key, await encodeManifest({ ...manifest, length: 6, paddedLength: 7 }), cryptoRandom),
      'manifest-invalid',
    )
    await expectRefusal(() => sealManifest(key, new Uint8Array(1024), cryptoRandom), 'manifest-invalid')
  })
})
