import {
  base64,
  base64url,
  codeNumber,
  commitment,
  encodeHeader,
  encodeManifest,
  type Geometry,
  hex,
  type LinkInput,
  linkKeys,
  paddedLength,
  pattern,
  sealChunks,
  sealManifest,
  seeded,
  seededSalts,
  sha256,
  spellCode,
  spellWords,
  wrapKey,
} from './format.ts'

interface Entry {
  readonly path?: string
  readonly content: Buffer
}

interface Drop {
  readonly name: string
  readonly geometry: Geometry
  readonly password: string | null
  readonly profile: 'standard' | 'light'
  readonly entries: readonly Entry[]
  /** The manifest without `length`, `paddedLength` and `partSalts`. */
  readonly manifest: Readonly<Record<string, unknown>>
}

/**
 * Everything of one drop: what its sender knows and what is stored. `payload` replaces the padded content, as a hostile
 * sender may.
 */
export function makeDrop(drop: Drop, payload?: Buffer) {
  const { name, geometry } = drop
  const header = encodeHeader(geometry)
  const content = Buffer.concat(drop.entries.map((entry) => entry.content))
  const padded = paddedLength(content.length)
  const partSalts = seededSalts(name, geometry, padded)
  const contentKey = seeded(`${name} content key`, 32)
  const link: LinkInput = {
    secret: seeded(`${name} secret`, 16),
    linkSalt: seeded(`${name} link salt`, 32),
    password: drop.password,
    profile: drop.profile,
  }
  const keys = linkKeys(link)
  const bits = codeNumber({ needsPassword: drop.password !== null, profile: drop.profile, secret: link.secret })
  const { v, kind, files, ...rest } = drop.manifest
  const manifest = {
    v,
    kind,
    length: content.length,
    paddedLength: padded,
    ...(files !== undefined && { files }),
    ...rest,
    partSalts: partSalts.map(base64url),
  }
  const json = JSON.stringify(manifest)
  const encoded = encodeManifest(json)
  const nonce = seeded(`${name} manifest nonce`, 12)
  const plaintext = payload ?? Buffer.concat([content, Buffer.alloc(padded - content.length)])
  const plan = { geometry, contentKey, partSalts }
  const sealed = Buffer.concat(sealChunks(plan, plaintext))
  const wrappedKey = wrapKey(keys, header, contentKey)
  const sealedManifest = sealManifest(contentKey, header, nonce, encoded)
  return {
    drop,
    header,
    link,
    keys,
    bits,
    contentKey,
    partSalts,
    plan,
    json,
    encoded,
    nonce,
    plaintext,
    sealed,
    wrappedKey,
    sealedManifest,
    commitment: commitment(contentKey, header),
  }
}

type Made = ReturnType<typeof makeDrop>

const text = (content: string): Buffer => Buffer.from(content)
const fileEntries: readonly Entry[] = [
  { path: 'Reise/Plan.txt', content: text('Monday: the ferry.\nTuesday: the snow.\n') },
  { path: 'Reise/Bilder/gipfel.jpg', content: pattern(60_001) },
  { path: 'Reise/leer', content: Buffer.alloc(0) },
  { path: 'Übersicht – 概要.pdf', content: pattern(9000).subarray(17) },
]
const files: Drop = {
  name: 'several files behind a password',
  geometry: { log2Chunk: 12, chunksPerPart: 4 },
  password: 'Schneegl\u00f6ckchen im M\u00e4rz',
  profile: 'standard',
  entries: fileEntries,
  manifest: {
    v: 1,
    kind: 'files',
    files: fileEntries.map(({ path, content }, index) => ({
      path,
      size: content.length,
      type: ['text/plain', 'image/jpeg', '', 'application/pdf'][index],
      mtime: [1_700_000_000_000, null, 0, 1_600_000_000_123][index],
    })),
  },
}
const oneFile: Drop = {
  name: 'one file',
  geometry: { log2Chunk: 18, chunksPerPart: 64 },
  password: null,
  profile: 'standard',
  entries: [{ path: 'snowdrop.txt', content: text('Galanthus nivalis\n') }],
  manifest: {
    v: 1,
    kind: 'files',
    files: [{ path: 'snowdrop.txt', size: 18, type: 'text/plain', mtime: 1_700_000_000_000 }],
  },
}
const note: Drop = {
  name: 'a note',
  geometry: { log2Chunk: 16, chunksPerPart: 1 },
  password: null,
  profile: 'standard',
  entries: [{ content: text('The key is under the flower pot. ❄') }],
  manifest: { v: 1, kind: 'note' },
}
const redirect: Drop = {
  name: 'a redirect behind a password',
  geometry: { log2Chunk: 20, chunksPerPart: 1 },
  password: '1234',
  profile: 'light',
  entries: [{ content: text('https://example.org:8443/galanthus?nivalis#leaf') }],
  manifest: { v: 1, kind: 'redirect', host: 'example.org:8443' },
}

export const workedExample = makeDrop(oneFile)
const made = [workedExample, makeDrop(files), makeDrop(note), makeDrop(redirect)]

function stored(drop: Made): object {
  return {
    locator: hex(drop.keys.locator),
    linkSalt: hex(drop.link.linkSalt),
    wrappedKey: hex(drop.wrappedKey),
    accessTokenHash: hex(sha256(drop.keys.accessToken)),
    header: hex(drop.header),
    commitment: hex(drop.commitment),
    manifestBase64: base64(drop.sealedManifest),
    payloadBase64: base64(drop.sealed),
  }
}

function valid(drop: Made): object {
  return {
    name: drop.drop.name,
    link: `https://drop.example/d#${spellCode(drop.bits)}`,
    words: spellWords(drop.bits),
    password: drop.link.password,
    stored: stored(drop),
    opened: {
      contentKey: hex(drop.contentKey),
      accessToken: hex(drop.keys.accessToken),
      manifestJson: drop.json,
      entries: drop.drop.entries.map(({ path, content }) => ({
        ...(path !== undefined && { path }),
        size: content.length,
        sha256: hex(sha256(content)),
        ...(content.length < 100 && { text: content.toString() }),
      })),
    },
  }
}

const [single, several, memo, jump] = made as [Made, Made, Made, Made]
const flip = (bytes: Uint8Array, at: number): Buffer => {
  const copy = Buffer.from(bytes)
  copy[at] = copy[at]! ^ 1
  return copy
}
const padding = Buffer.concat([text('The key is under the flower pot. ❄'), Buffer.alloc(65_536 - 36)])
const sealedChunk = 4096 + 16
const swapChunks = (sealed: Buffer, a: number, b: number): Buffer => {
  const copy = Buffer.from(sealed)
  sealed.copy(copy, a * sealedChunk, b * sealedChunk, (b + 1) * sealedChunk)
  sealed.copy(copy, b * sealedChunk, a * sealedChunk, (a + 1) * sealedChunk)
  return copy
}

/** `stored` replaces fields of the drop `base`; `password` its password. */
const mustFail = [
  {
    name: 'a wrong password',
    base: files.name,
    password: 'Schneegl\u00f6ckchen im Mai',
    stored: {},
    error: 'key-mismatch',
  },
  {
    name: 'the password stripped from the code',
    base: files.name,
    code: spellCode(codeNumber({ needsPassword: false, profile: 'standard', secret: several.link.secret })),
    password: null,
    stored: {},
    error: 'key-mismatch',
  },
  {
    name: 'the code of another drop',
    base: oneFile.name,
    code: spellCode(memo.bits),
    stored: {},
    error: 'key-mismatch',
  },
  {
    name: 'the wrapped key of another drop',
    base: oneFile.name,
    stored: { wrappedKey: hex(memo.wrappedKey) },
    error: 'key-mismatch',
  },
  { name: 'a foreign header', base: oneFile.name, stored: { header: hex(memo.header) }, error: 'key-mismatch' },
  {
    name: 'a broken header',
    base: oneFile.name,
    stored: { header: hex(flip(single.header, 9)) },
    error: 'header-invalid',
  },
  {
    name: 'the commitment of another drop',
    base: oneFile.name,
    stored: { commitment: hex(memo.commitment) },
    error: 'key-mismatch',
  },
  {
    name: 'the manifest of another drop',
    base: oneFile.name,
    stored: { manifestBase64: base64(jump.sealedManifest) },
    error: 'manifest-invalid',
  },
  {
    name: 'the payload of another drop',
    base: note.name,
    stored: { payloadBase64: base64(single.sealed) },
    error: 'payload-tampered',
  },
  { name: 'no payload', base: note.name, stored: { payloadBase64: '' }, error: 'payload-truncated' },
  {
    name: 'the header for a payload',
    base: note.name,
    stored: { payloadBase64: base64(memo.header) },
    error: 'payload-truncated',
  },
  {
    name: 'a payload without its last byte',
    base: note.name,
    stored: { payloadBase64: base64(memo.sealed.subarray(0, -1)) },
    error: 'payload-truncated',
  },
  {
    name: 'a payload with a byte more',
    base: note.name,
    stored: { payloadBase64: base64(Buffer.concat([memo.sealed, Buffer.of(0)])) },
    error: 'payload-too-long',
  },
  {
    name: 'a payload without its last chunk',
    base: files.name,
    stored: { payloadBase64: base64(several.sealed.subarray(0, 16 * sealedChunk)) },
    error: 'payload-truncated',
  },
  {
    name: 'two chunks of different parts swapped',
    base: files.name,
    stored: { payloadBase64: base64(swapChunks(several.sealed, 3, 4)) },
    error: 'payload-tampered',
  },
  {
    name: 'the last chunk not sealed as the last',
    base: note.name,
    stored: { payloadBase64: base64(Buffer.concat(sealChunks(memo.plan, memo.plaintext, () => false))) },
    error: 'payload-tampered',
  },
  {
    name: 'padding that is not zero',
    base: note.name,
    stored: { payloadBase64: base64(makeDrop(note, flip(padding, 65_535)).sealed) },
    error: 'payload-tampered',
  },
  {
    name: 'padding that is not zero right behind the content',
    base: note.name,
    stored: { payloadBase64: base64(makeDrop(note, flip(padding, 36)).sealed) },
    error: 'payload-tampered',
  },
  {
    name: 'a payload sealed shorter than its manifest says',
    base: note.name,
    stored: { payloadBase64: base64(makeDrop(note, padding.subarray(0, 65_535)).sealed) },
    error: 'payload-truncated',
  },
]

export const drops = { valid: made.map(valid), mustFail }
