import { argon2Sync } from 'node:crypto'
import { deflateRawSync } from 'node:zlib'
import {
  base64,
  base64url,
  codeNumber,
  encodeHeader,
  frameManifest,
  hex,
  hkdf,
  linkInfo,
  NO_SALT,
  padme,
  seal,
  seeded,
  sha256,
  spellCode,
} from './format.ts'

function link(name: string, needsPassword: boolean, label: string | null): object {
  const secret = seeded(`export ${name}`, 16)
  return {
    locator: base64url(hkdf(secret, NO_SALT, linkInfo('locator'), 16)),
    code: spellCode(codeNumber({ needsPassword, profile: 'standard', secret })),
    label,
    createdAt: 1_700_000_000_000,
  }
}

function drop(name: string, more: object): object {
  return {
    id: base64url(seeded(`export id ${name}`, 16)),
    owner: base64url(seeded(`export owner ${name}`, 32)),
    contentKey: base64url(seeded(`export content key ${name}`, 32)),
    header: base64url(encodeHeader({ log2Chunk: 18, chunksPerPart: 64 })),
    kind: 'files',
    name,
    files: 1,
    totalBytes: 5,
    createdAt: 1_700_000_000_000,
    links: [],
    ...more,
  }
}

const list = {
  drops: [
    drop('Grüße.txt', { links: [link('one', false, 'Ünal'), link('two', true, null)] }),
    drop('a note', { kind: 'note', files: 0, totalBytes: 0 }),
  ],
}
const password = 'Schneeglöckchen im März'
const salt = seeded('export salt', 16)
const nonce = seeded('export nonce', 12)

const passwordKey = argon2Sync('argon2id', {
  message: Buffer.from(password.normalize('NFC')),
  nonce: salt,
  parallelism: 1,
  tagLength: 32,
  memory: 65_536,
  passes: 3,
})
const key = hkdf(passwordKey, NO_SALT, linkInfo('export'), 32)
const commitment = hkdf(passwordKey, NO_SALT, linkInfo('export commit'), 32)

function exportOf(json: string, { magic = 'snowlist', version = 1, suite = 1, zeros = 0 } = {}, padding = 0): Buffer {
  const compressed = deflateRawSync(json)
  const block = frameManifest(compressed, padme(4 + compressed.length, 4096))
  block[block.length - 1] = padding
  const start = Buffer.concat([Buffer.from(magic), Buffer.of(version, suite, zeros, 0), salt, nonce, commitment])
  const check = sha256(Buffer.concat([linkInfo('export check'), start])).subarray(0, 8)
  const header = Buffer.concat([start, check])
  return Buffer.concat([header, seal(key, nonce, header, block)])
}

const json = JSON.stringify(list)
const good = exportOf(json)
const [first] = list.drops
const changed = (more: object): Buffer => exportOf(JSON.stringify({ drops: [{ ...first, ...more }] }))
const refused = (name: string, file: Uint8Array): object => ({
  name,
  fileBase64: base64(file),
  error: 'export-invalid',
})

export const exports = {
  password,
  valid: {
    salt: hex(salt),
    nonce: hex(nonce),
    passwordKey: hex(passwordKey),
    key: hex(key),
    commitment: hex(commitment),
    json,
    fileBase64: base64(good),
  },
  mustFail: [
    refused('nothing', Buffer.alloc(0)),
    refused('a header alone', good.subarray(0, 80)),
    refused('a byte short', good.subarray(0, -1)),
    refused('a byte long', Buffer.concat([good, Buffer.of(0)])),
    refused('another magic', exportOf(json, { magic: 'snowdrop' })),
    refused('version 2', exportOf(json, { version: 2 })),
    refused('suite 2', exportOf(json, { suite: 2 })),
    refused('a reserved byte', exportOf(json, { zeros: 1 })),
    refused('padding that is not zero', exportOf(json, {}, 1)),
    refused('no JSON', exportOf('drops')),
    refused('a byte of JSON beyond the limit', exportOf(json.padStart(33_554_433))),
    refused('another field', exportOf(JSON.stringify({ ...list, more: 1 }))),
    refused('a field less', exportOf('{}')),
    refused('a drop twice', exportOf(JSON.stringify({ drops: [first, first] }))),
    refused('a link twice', changed({ links: [link('one', false, null), link('one', false, 'b')] })),
    refused('another locator', changed({ links: [{ ...link('one', false, null), locator: base64url(salt) }] })),
    refused('a code that is mistyped', changed({ links: [{ ...link('one', false, null), code: 'A'.repeat(24) }] })),
    refused('a content key of 31 bytes', changed({ contentKey: base64url(Buffer.alloc(31)) })),
    refused('a header that is none', changed({ header: base64url(Buffer.alloc(16)) })),
    refused('an unknown kind', changed({ kind: 'folder' })),
    refused('a size below zero', changed({ totalBytes: -1 })),
    refused('a size that is no integer', changed({ totalBytes: 0.5 })),
    refused('a field more in a drop', changed({ __proto__x: 1 })),
  ],
}
