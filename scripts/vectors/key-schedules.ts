import {
  base64,
  chunkNonce,
  commitment,
  dropInfo,
  encodeHeader,
  hex,
  hkdf,
  type LinkInput,
  linkInfo,
  linkKeys,
  manifestKey,
  NO_SALT,
  partKey,
  seeded,
  sha256,
  u32,
  wrapKey,
} from './format.ts'
import { sealUnderBoth } from './two-keys.ts'

const geometry = { log2Chunk: 18, chunksPerPart: 64 }
const header = encodeHeader(geometry)
const contentKey = seeded('content key', 32)
const link: LinkInput = {
  secret: seeded('secret', 16),
  linkSalt: seeded('link salt', 32),
  password: null,
  profile: 'standard',
}

function schedule(name: string, input: LinkInput): object {
  const keys = linkKeys(input)
  const parts = [1, 2, 10_000].map((number) => ({ number, salt: seeded(`salt ${number}`, 16) }))
  return {
    name,
    secret: hex(input.secret),
    linkSalt: hex(input.linkSalt),
    password: input.password,
    profile: input.profile,
    header: hex(header),
    contentKey: hex(contentKey),
    locator: hex(keys.locator),
    passwordSalt: hex(hkdf(input.secret, NO_SALT, linkInfo('password salt'), 16)),
    passwordKey: hex(keys.passwordKey),
    accessToken: hex(keys.accessToken),
    accessTokenHash: hex(sha256(keys.accessToken)),
    kek: hex(keys.kek),
    wrappedKey: hex(wrapKey(keys, header, contentKey)),
    commitment: hex(commitment(contentKey, header)),
    manifestKey: hex(manifestKey(contentKey, header)),
    parts: parts.map(({ number, salt }) => ({
      number,
      salt: hex(salt),
      key: hex(partKey(contentKey, header, number, salt)),
    })),
  }
}

const keys = linkKeys(link)
const stored: Readonly<
  Record<'secret' | 'linkSalt' | 'passwordKey' | 'header' | 'wrappedKey' | 'commitment', Uint8Array>
> = {
  secret: link.secret,
  linkSalt: link.linkSalt,
  passwordKey: Buffer.alloc(32),
  header,
  wrappedKey: wrapKey(keys, header, contentKey),
  commitment: commitment(contentKey, header),
}
const turned = (bytes: Uint8Array, at: number): Buffer => {
  const copy = Buffer.from(bytes)
  copy[at] = copy[at]! ^ 1
  return copy
}

function refused(name: string, change: Partial<typeof stored>): object {
  const fields = Object.entries({ ...stored, ...change }).map(([field, bytes]) => [field, hex(bytes)] as const)
  return { name, ...Object.fromEntries<string>(fields), error: 'key-mismatch' }
}

const otherKey = seeded('another content key', 32)
const otherSecret = linkKeys({ ...link, secret: seeded('another secret', 16) })

function twoKeys(): object {
  const small = encodeHeader({ log2Chunk: 8, chunksPerPart: 1 })
  const salt = seeded('two keys salt', 16)
  const both = [contentKey, otherKey].map((key) => partKey(key, small, 1, salt)) as [Buffer, Buffer]
  return {
    about:
      'One stored chunk that is authentic under two content keys. The commitment allows one of them: the other is a key-mismatch before the chunk is opened.',
    header: hex(small),
    partSalt: hex(salt),
    length: 32,
    sealedBase64: base64(sealUnderBoth(both, chunkNonce(0, true), seeded('two keys block', 16))),
    contentKeys: [hex(contentKey), hex(otherKey)],
    commitment: hex(commitment(contentKey, small)),
    secret: hex(link.secret),
    linkSalt: hex(link.linkSalt),
    wrappedKeys: [contentKey, otherKey].map((key) => hex(wrapKey(keys, small, key))),
    errors: [null, 'key-mismatch'],
  }
}

export const keySchedules = {
  infos: {
    locator: hex(linkInfo('locator')),
    passwordSalt: hex(linkInfo('password salt')),
    access: hex(linkInfo('access')),
    wrap: hex(linkInfo('wrap')),
    commit: hex(dropInfo('commit', header)),
    manifest: hex(dropInfo('manifest', header)),
    part1: hex(dropInfo('part', header, Buffer.concat([u32(1), seeded('salt 1', 16)]))),
  },
  valid: [
    schedule('no password', link),
    schedule('password, standard profile', { ...link, password: 'correct horse battery staple' }),
    schedule('password, light profile', { ...link, password: 'correct horse battery staple', profile: 'light' }),
    schedule('a password that is not in NFC', { ...link, password: 'Schneeglo\u0308ckchen \u2603', profile: 'light' }),
    schedule('the same password in NFC', { ...link, password: 'Schneegl\u00f6ckchen \u2603', profile: 'light' }),
    schedule('a password of one space', { ...link, password: ' ', profile: 'light' }),
  ],
  mustFail: [
    refused('a bit of the wrapped key turned', { wrappedKey: turned(stored.wrappedKey, 0) }),
    refused('a bit of its tag turned', { wrappedKey: turned(stored.wrappedKey, 47) }),
    refused('a byte short', { wrappedKey: stored.wrappedKey.subarray(0, 47) }),
    refused('a byte long', { wrappedKey: Buffer.concat([stored.wrappedKey, Buffer.of(0)]) }),
    refused('another secret', { secret: seeded('another secret', 16) }),
    refused('another link salt', { linkSalt: seeded('another link salt', 32) }),
    refused('a password that was not asked for', { passwordKey: seeded('password key', 32) }),
    refused('a foreign header', { header: encodeHeader({ log2Chunk: 18, chunksPerPart: 128 }) }),
    refused('the wrapped key of another link', { wrappedKey: wrapKey(otherSecret, header, contentKey) }),
    refused('wrapped for another locator', {
      wrappedKey: wrapKey({ ...keys, locator: otherSecret.locator }, header, contentKey),
    }),
    refused('another content key', { wrappedKey: wrapKey(keys, header, otherKey) }),
    refused('a bit of the commitment turned', { commitment: turned(stored.commitment, 31) }),
    refused('the commitment of another content key', { commitment: commitment(otherKey, header) }),
    refused('the commitment under another header', {
      commitment: commitment(contentKey, encodeHeader({ log2Chunk: 18, chunksPerPart: 128 })),
    }),
    refused('a commitment that is cut', { commitment: stored.commitment.subarray(0, 16) }),
    refused('an empty commitment', { commitment: Buffer.alloc(0) }),
  ],
  twoKeys: twoKeys(),
}
