import { deflateRawSync } from 'node:zlib'
import {
  base64,
  base64url,
  encodeHeader,
  encodeManifest,
  frameManifest,
  hex,
  paddedLength,
  sealManifest,
  seeded,
  seededSalts,
} from './format.ts'

const geometry = { log2Chunk: 18, chunksPerPart: 64 }
const header = encodeHeader(geometry)
const contentKey = seeded('manifest content key', 32)

type Json = Record<string, unknown>

const salts = (length: number, label = 'manifest'): string[] =>
  seededSalts(label, geometry, paddedLength(length)).map(base64url)

export function filesManifest(files: readonly Json[], partSalts?: readonly string[]): Json {
  const length = files.reduce((sum, { size }) => sum + (size as number), 0)
  return {
    v: 1,
    kind: 'files',
    length,
    paddedLength: paddedLength(length),
    files,
    partSalts: partSalts ?? salts(length),
  }
}

const file = (path: string, size = 1): Json => ({ path, size, type: '', mtime: null })
const note: Json = { v: 1, kind: 'note', length: 5, paddedLength: 65_536, partSalts: salts(5) }
const redirect: Json = {
  v: 1,
  kind: 'redirect',
  length: 24,
  paddedLength: 65_536,
  host: 'example.org',
  partSalts: salts(24),
}
const one = filesManifest([{ path: 'notes.txt', size: 5, type: 'text/plain', mtime: 1_700_000_000_000 }])

const unusualPaths = [
  'a',
  '.hidden',
  'a.b.c',
  'with space',
  'Grün/Straße.txt',
  '日本/写真.jpg',
  '👩‍👩‍👧.png',
  'COM',
  'COM10',
  'console.log',
  '__proto__',
  'constructor/x',
  "it's",
  'a'.repeat(255),
]

const valid: readonly (readonly [string, Json])[] = [
  ['one file', one],
  ['an empty file', filesManifest([file('empty', 0)])],
  [
    'several files in folders',
    filesManifest([file('a/b/1.txt', 100), file('a/b/2.txt', 0), file('a/c', 65_437), file('d.tar.gz', 4000)]),
  ],
  ['unusual but safe paths', filesManifest(unusualPaths.map((path) => file(path)))],
  ['a path of 1,024 bytes', filesManifest([file(`${`${'f'.repeat(255)}/`.repeat(3)}${'g'.repeat(254)}/h`)])],
  ['one full part', filesManifest([file('big', 2 ** 24)])],
  ['two parts', filesManifest([file('big', 2 ** 24 + 1)])],
  ['beyond 2^32 bytes', filesManifest([file('big', 2 ** 32 + 1), file('more', 2 ** 31)])],
  [
    'extreme times',
    filesManifest([
      { ...file('a'), mtime: 0 },
      { ...file('b'), mtime: 8_640_000_000_000_000 },
    ]),
  ],
  ['a note', note],
  ['an empty note', { ...note, length: 0 }],
  ['a note of 1 MiB', { ...note, length: 1_048_576, paddedLength: 1_048_576, partSalts: salts(1_048_576) }],
  ['a redirect', redirect],
  ['a redirect to a port of an IPv6 address', { ...redirect, host: '[2001:db8::1]:8443' }],
]

const withFile = (change: Json): Json => ({
  ...one,
  files: [{ path: 'notes.txt', size: 5, type: 'text/plain', mtime: null, ...change }],
})
const without = (manifest: Json, key: string): Json =>
  Object.fromEntries(Object.entries(manifest).filter(([name]) => name !== key))
const text = JSON.stringify(one)
const edit = (from: string, to: string): string => {
  if (!text.includes(from)) throw new Error(`no ${from}`)
  return text.replace(from, () => to)
}

/** Must-fail manifests as JSON text. */
const refusedTexts: readonly (readonly [string, string | Json])[] = [
  ['no JSON', 'snowdrop'],
  ['an empty text', ''],
  ['null', 'null'],
  ['an array', '[]'],
  ['a number', '1'],
  ['a byte order mark', `\ufeff${text}`],
  ['white space', JSON.stringify(one, null, 1)],
  ['a line feed behind', `${text}\n`],
  ['something behind', `${text}{}`],
  [
    'keys in another order',
    { kind: one['kind'], v: 1, length: 5, paddedLength: 65_536, files: one['files'], partSalts: one['partSalts'] },
  ],
  ['keys of a file in another order', { ...one, files: [{ size: 5, path: 'notes.txt', type: '', mtime: null }] }],
  ['a key twice', edit('"v":1,', '"v":1,"v":1,')],
  ['a key twice with other values', edit('"size":5', '"size":6,"size":5')],
  ['a __proto__ key', edit('"v":1,', '"v":1,"__proto__":{"kind":"files"},')],
  ['a __proto__ key in a file', edit('"size":5', '"__proto__":null,"size":5')],
  ['an escape that need not be', edit('notes', '\\u006eotes')],
  ['version 0', { ...one, v: 0 }],
  ['version 2', { ...one, v: 2 }],
  ['a version as text', { ...one, v: '1' }],
  ['no version', without(one, 'v')],
  ['an unknown kind', { ...one, kind: 'folder' }],
  ['a kind from the prototype', { ...one, kind: 'constructor' }],
  ['no kind', without(one, 'kind')],
  ['a key too many', { ...one, comment: '' }],
  ['a key of another kind', { ...note, files: [] }],
  ['no files', without(one, 'files')],
  ['an empty list of files', { ...one, files: [], length: 0 }],
  ['files as an object', { ...one, files: {} }],
  ['a file that is null', { ...one, files: [null] }],
  ['a file that is an array', { ...one, files: [[]] }],
  ['a file with a key too many', withFile({ hash: '' })],
  ['a file without a size', { ...one, files: [{ path: 'notes.txt', type: '', mtime: null }] }],
  ['a negative size', withFile({ size: -5 })],
  ['negative sizes that add up', { ...one, files: [file('a', 10), file('b', -5)] }],
  ['a fractional size', { ...one, files: [file('a', 2.5), file('b', 2.5)] }],
  ['a size as text', withFile({ size: '5' })],
  ['a size of null', withFile({ size: null })],
  ['a size of 5.0', edit('"size":5', '"size":5.0')],
  ['a size of 5e0', edit('"size":5', '"size":5e0')],
  ['a size of -0', JSON.stringify(filesManifest([file('a', 0)])).replace('"size":0', '"size":-0')],
  ['a size of 2^53', edit('"size":5', '"size":9007199254740992')],
  ['a size of 2^53 + 1, which rounds', edit('"size":5', '"size":9007199254740993')],
  ['a size of 1e400', edit('"size":5', '"size":1e400')],
  ['sizes that add up to 2^53', { ...one, length: 2 ** 53, files: [file('a', 2 ** 52), file('b', 2 ** 52)] }],
  ['a length of 2^53 - 1', { ...one, length: 2 ** 53 - 1, files: [file('a', 2 ** 53 - 1)] }],
  ['sizes below the length: a gap', { ...one, length: 6 }],
  ['sizes beyond the length: an overlap', { ...one, length: 4 }],
  ['a negative length', { ...note, length: -1 }],
  ['a fractional length', { ...note, length: 5.5 }],
  ['another padded length', { ...one, paddedLength: 65_537 }],
  ['no padding', { ...one, paddedLength: 5 }],
  ['a padded length of the next step', { ...one, paddedLength: 67_584 }],
  ['no part salt', { ...one, partSalts: [] }],
  ['a part salt too many', { ...one, partSalts: [...salts(5), ...salts(5, 'more')] }],
  ['a part salt too few', { ...filesManifest([file('big', 2 ** 24 + 1)]), partSalts: salts(5) }],
  ['a part salt of 15 bytes', { ...one, partSalts: [base64url(seeded('short', 15))] }],
  ['a part salt of 17 bytes', { ...one, partSalts: [base64url(seeded('long', 17))] }],
  ['a part salt with padding', { ...one, partSalts: [`${salts(5)[0]!}==`] }],
  ['a part salt with an unused bit', { ...one, partSalts: ['AAAAAAAAAAAAAAAAAAAAAB'] }],
  ['a part salt in standard base64', { ...one, partSalts: ['++++++++++++++++++++AA'] }],
  ['a part salt that is a number', { ...one, partSalts: [1] }],
  [
    'more than 10,000 parts',
    {
      ...one,
      length: 2 ** 24 * 10_000 + 1,
      paddedLength: paddedLength(2 ** 24 * 10_000 + 1),
      files: [file('a', 2 ** 24 * 10_000 + 1)],
    },
  ],
  ['a type in capitals', withFile({ type: 'Text/plain' })],
  ['a type with a parameter', withFile({ type: 'text/plain;charset=utf-8' })],
  ['a type without a slash', withFile({ type: 'text' })],
  ['a type of null', withFile({ type: null })],
  ['a type of 128 characters', withFile({ type: `${'a'.repeat(63)}/${'b'.repeat(64)}` })],
  ['a negative time', withFile({ mtime: -1 })],
  ['a fractional time', withFile({ mtime: 1.5 })],
  ['a time beyond ECMAScript', withFile({ mtime: 8_640_000_000_000_001 })],
  ['a time as text', withFile({ mtime: '2023-11-14' })],
  ['a path that is a number', withFile({ path: 1 })],
  [
    'a note beyond 1 MiB',
    { ...note, length: 1_048_577, paddedLength: paddedLength(1_048_577), partSalts: salts(1_048_577) },
  ],
  ['a redirect beyond 8,192 bytes', { ...redirect, length: 8193 }],
  ['a redirect without a host', without(redirect, 'host')],
  ['an empty host', { ...redirect, host: '' }],
  ['a host with a path', { ...redirect, host: 'example.org/x' }],
  ['a host with a user', { ...redirect, host: 'you@example.org' }],
  ['a host in capitals', { ...redirect, host: 'Example.org' }],
  ['a host of 256 characters', { ...redirect, host: 'h'.repeat(256) }],
  ['10,001 files', filesManifest(Array.from({ length: 10_001 }, (_, index) => file(`${index}`)))],
]

const hostilePaths: readonly (readonly [string, string])[] = [
  ['empty', ''],
  ['a slash', '/'],
  ['absolute', '/etc/passwd'],
  ['up', '../x'],
  ['up in the middle', 'a/../x'],
  ['up at the end', 'a/..'],
  ['here', './x'],
  ['here at the end', 'a/.'],
  ['an empty segment', 'a//b'],
  ['a slash behind', 'a/'],
  ['a drive', 'C:\\x'],
  ['a drive with a slash', 'C:/x'],
  ['a backslash', 'a\\b'],
  ['up with backslashes', '..\\x'],
  ['a UNC path', '\\\\host\\x'],
  ['a stream of NTFS', 'a:b'],
  ['NUL', 'a\0b'],
  ['a line feed', 'a\nb'],
  ['DEL', 'a\x7fb'],
  ['C1', 'a\x85b'],
  ['less than', 'a<b'],
  ['greater than', 'a>b'],
  ['a quote', 'a"b'],
  ['a pipe', 'a|b'],
  ['a question mark', 'a?b'],
  ['a star', 'a*b'],
  ['a dot behind', 'a.'],
  ['a space behind', 'a '],
  ['a space before', ' a'],
  ['a dot behind a folder', 'a./b'],
  ['a space behind a folder', 'a /b'],
  ['three dots', '...'],
  ['a space', ' '],
  ['CON', 'CON'],
  ['con.txt', 'con.txt'],
  ['aux in a folder', 'a/aUx/b'],
  ['nul.tar.gz', 'nul.tar.gz'],
  ['COM0', 'COM0'],
  ['LPT9', 'lpt9.x'],
  ['COM¹', 'COM¹'],
  ['prn with spaces', 'prn  .txt'],
  ['right-to-left override', 'a\u202egpj.exe'],
  ['Arabic letter mark', 'a\u061cb'],
  ['left-to-right mark', 'a\u200eb'],
  ['isolate', 'a\u2066b'],
  ['not NFC', 'cafe\u0301'],
  ['a segment of 256 bytes', 'a'.repeat(256)],
  ['a segment of 86 characters in 258 bytes', '写'.repeat(86)],
  ['1,025 bytes', `${'a/'.repeat(512)}b`],
  ['a lone surrogate', 'a\ud800b'],
]
const hostilePairs: readonly (readonly [string, string, string])[] = [
  ['the same path twice', 'a', 'a'],
  ['paths that differ in case', 'README', 'readme'],
  ['paths that differ in case, beyond ASCII', 'ÄÖ/x', 'äö/X'],
  ['capital sharp S', 'STRAẞE', 'straße'],
  ['a file that is a folder', 'a', 'a/b'],
  ['a folder that is a file', 'a/b/c', 'a/b'],
  ['a file that is a folder in other case', 'A', 'a/b'],
  ['Kelvin sign, which NFC makes K', 'K', 'k'],
]

const jsonCase = (name: string, manifest: string | Json, error: string): object => {
  const json = typeof manifest === 'string' ? manifest : JSON.stringify(manifest)
  const long = json.length > 4096
  return { name, header: hex(header), ...(!long && { json }), encodedBase64: base64(encodeManifest(json)), error }
}

const encoded = encodeManifest(text)
const used = encoded.readUInt32BE(0) + 4
const compressed = encoded.subarray(4, used)
const at = (bytes: Buffer, place: number, value: number): Buffer => {
  const copy = Buffer.from(bytes)
  copy[place] = value
  return copy
}
const refusedEncodings: readonly (readonly [string, Buffer])[] = [
  ['no bytes', Buffer.alloc(0)],
  ['three bytes', Buffer.alloc(3)],
  ['nothing but zeros', Buffer.alloc(1024)],
  ['padding that is not zero', at(encoded, encoded.length - 1, 1)],
  ['padding that is not zero right behind', at(encoded, used, 1)],
  ['a byte of padding too little', encoded.subarray(0, -1)],
  ['a byte of padding too much', Buffer.concat([encoded, Buffer.of(0)])],
  ['no padding', encoded.subarray(0, used)],
  ['a step of padding too much', frameManifest(compressed, 2048)],
  ['a length beyond the bytes', at(encoded, 0, 0xff)],
  ['a length that leaves a byte out', at(encoded, 3, encoded[3]! - 1)],
  ['a length that takes padding in', at(encoded, 3, encoded[3]! + 1)],
  ['a broken stream', frameManifest(Buffer.from('this is no stream'), 1024)],
  ['a byte behind the stream', frameManifest(Buffer.concat([compressed, Buffer.of(1)]), 1024)],
  ['JSON that is not compressed', frameManifest(Buffer.from(text), 1024)],
  [
    'UTF-8 that is none',
    encodeManifest(Buffer.concat([Buffer.from(text.slice(0, 80)), Buffer.of(0xff), Buffer.from(text.slice(81))])),
  ],
  ['more than 8 MiB of zeros', encodeManifest(Buffer.alloc(8 * 2 ** 20 + 1))],
  [
    'more than 8 MiB of white space before good JSON',
    encodeManifest(Buffer.concat([Buffer.alloc(8 * 2 ** 20, ' '), Buffer.from(text)])),
  ],
  ['100,000 brackets', encodeManifest(Buffer.alloc(100_000, '['))],
  ['a zlib stream, not a raw one', frameManifest(Buffer.concat([Buffer.of(0x78, 0x9c), deflateRawSync(text)]), 1024)],
]

const nonce = seeded('manifest nonce', 12)
const sealed = sealManifest(contentKey, header, nonce, encoded)
const otherHeader = encodeHeader({ log2Chunk: 18, chunksPerPart: 128 })
const refusedSeals: readonly (readonly [string, Buffer])[] = [
  ['a bit of the nonce turned', at(sealed, 0, sealed[0]! ^ 1)],
  ['a bit of the ciphertext turned', at(sealed, 12, sealed[12]! ^ 1)],
  ['a bit of the tag turned', at(sealed, sealed.length - 1, sealed.at(-1)! ^ 1)],
  ['cut by a byte', sealed.subarray(0, -1)],
  ['27 bytes', sealed.subarray(0, 27)],
  ['no bytes', Buffer.alloc(0)],
  ['sealed under another header', sealManifest(contentKey, otherHeader, nonce, encoded)],
  ['sealed under another content key', sealManifest(seeded('other', 32), header, nonce, encoded)],
]

export const manifests = {
  valid: valid.map(([name, manifest]) => {
    const bytes = encodeManifest(JSON.stringify(manifest))
    return {
      name,
      header: hex(header),
      json: JSON.stringify(manifest),
      encodedBase64: base64(bytes),
      contentKey: hex(contentKey),
      sealedBase64: base64(sealManifest(contentKey, header, seeded(`nonce ${name}`, 12), bytes)),
    }
  }),
  mustFail: [
    ...refusedTexts.map(([name, manifest]) => jsonCase(name, manifest, 'manifest-invalid')),
    ...refusedEncodings.map(([name, bytes]) => ({
      name,
      header: hex(header),
      encodedBase64: base64(bytes),
      error: 'manifest-invalid',
    })),
    ...hostilePaths.map(([name, path]) => jsonCase(`path: ${name}`, filesManifest([file(path)]), 'path-invalid')),
    ...hostilePairs.map(([name, a, b]) =>
      jsonCase(`paths: ${name}`, filesManifest([file(a), file(b)]), 'path-invalid'),
    ),
  ],
  mustFailSealed: refusedSeals.map(([name, bytes]) => ({
    name,
    header: hex(header),
    contentKey: hex(contentKey),
    sealedBase64: base64(bytes),
    error: 'manifest-invalid',
  })),
}
