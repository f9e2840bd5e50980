import fc from 'fast-check'
import { expect, test } from 'vitest'
import { concatBytes, u32 } from './bytes.ts'
import { cleanPaths } from './clean-paths.ts'
import { cleanType, encodeManifest } from './encode-manifest.ts'
import { measurePayload, paddedLength } from './geometry.ts'
import { DEFAULT_HEADER, type Header } from './header.ts'
import { type FileEntry, type Manifest, parseManifest } from './manifest.ts'

function manifestOf(files: readonly FileEntry[], header: Header = DEFAULT_HEADER): Manifest {
  const length = files.reduce((sum, { size }) => sum + size, 0)
  const padded = paddedLength(length)
  const { parts } = measurePayload(header, padded)
  const partSalts = Array.from({ length: parts }, () => crypto.getRandomValues(new Uint8Array(16)))
  return { kind: 'files', length, paddedLength: padded, files, partSalts }
}

// Valid and must-fail manifests stand in docs/vectors/manifest.json; here are the round trip and the limits.
test('any list of files comes back, in a padded length', async () => {
  const file = fc.record({
    path: fc.string({ unit: 'grapheme', maxLength: 30 }),
    size: fc.oneof(fc.nat(1000), fc.integer({ min: 0, max: 2 ** 40 })),
    type: fc.constantFrom('', 'text/plain', 'image/svg+xml'),
    mtime: fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 8_640_000_000_000_000 })),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(file, { minLength: 1, maxLength: 30 }), async (raw) => {
      const paths = cleanPaths(raw.map(({ path }) => path))
      const header = { log2Chunk: 20, chunksPerPart: 16_384 }
      const manifest = manifestOf(
        raw.map((entry, index) => ({ ...entry, path: paths[index]! })),
        header,
      )
      const encoded = await encodeManifest(manifest)
      expect(encoded.length).toBeGreaterThanOrEqual(1024)
      expect(await parseManifest(encoded, header)).toEqual(manifest)
    }),
    { numRuns: 100 },
  )
})

test('10,000 files of long names come back', async () => {
  const files = Array.from({ length: 10_000 }, (_, index) => ({
    path: `folder ${index % 97}/a rather long name of a file ${index}.jpeg`,
    size: index,
    type: 'image/jpeg',
    mtime: 1_700_000_000_000 + index * 977,
  }))
  const encoded = await encodeManifest(manifestOf(files))
  expect(encoded.length).toBeLessThan(1_048_576 - 28)
  expect((await parseManifest(encoded, DEFAULT_HEADER)).kind).toBe('files')
})

test('JSON beyond 8 MiB is not written', async () => {
  const files = Array.from({ length: 10_000 }, (_, index) => ({
    path: `${'f'.repeat(250)}/${'g'.repeat(250)}/${'h'.repeat(250)}/${'i'.repeat(100)}${index}`,
    size: 0,
    type: '',
    mtime: null,
  }))
  await expect(encodeManifest(manifestOf(files))).rejects.toMatchObject({ code: 'too-many-files' })
})

test('a manifest under another header has another number of part salts', async () => {
  const manifest = manifestOf([{ path: 'a', size: 2 ** 25, type: '', mtime: null }])
  await expect(
    parseManifest(await encodeManifest(manifest), { log2Chunk: 18, chunksPerPart: 128 }),
  ).rejects.toMatchObject({ code: 'manifest-invalid' })
})

test('a bomb is left at 8 MiB, not inflated to its gigabyte', async () => {
  // One DEFLATE block of zeros after another, 1,032 to 1: a mebibyte would be a gibibyte.
  const source = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (controller) => {
      for (let megabyte = 0; megabyte < 256; megabyte += 1) controller.enqueue(new Uint8Array(1 << 20))
      controller.close()
    },
  })
  const bomb = new Uint8Array(
    await new Response(source.pipeThrough(new CompressionStream('deflate-raw'))).arrayBuffer(),
  )
  const used = 4 + bomb.length
  const { padme } = await import('./geometry.ts')
  const encoded = concatBytes(u32(bomb.length), bomb, new Uint8Array(padme(used, 1024) - used))
  const before = process.memoryUsage().arrayBuffers
  await expect(parseManifest(encoded, DEFAULT_HEADER)).rejects.toMatchObject({
    code: 'manifest-invalid',
    facts: { subject: 'inflated length' },
  })
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 << 20)
})

test('any bytes at all are a manifest or an expected refusal', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.boolean(), async (bytes, framed) => {
      const encoded = framed
        ? concatBytes(u32(bytes.length), bytes, new Uint8Array(1020 - bytes.length))
        : new Uint8Array(bytes)
      await expect(parseManifest(encoded, DEFAULT_HEADER)).rejects.toMatchObject({ code: 'manifest-invalid' })
    }),
  )
})

test.each([
  ['', ''],
  ['text/plain', 'text/plain'],
  ['Text/Plain; charset=UTF-8', 'text/plain'],
  ['nonsense', ''],
  ['a/b/c', ''],
  [`${'a'.repeat(64)}/b`, ''],
  ['text/"x"', ''],
])('the type %j is written as %j', (raw, type) => {
  expect(cleanType(raw)).toBe(type)
})
