import { base64, hex, hkdf, linkInfo, NO_SALT, seal, seeded } from './format.ts'

const link = { secret: seeded('hint secret', 16), linkSalt: seeded('hint link salt', 32) }
type Link = typeof link
const locatorOf = ({ secret }: Link): Buffer => hkdf(secret, NO_SALT, linkInfo('locator'), 16)
const keyOf = ({ secret, linkSalt }: Link): Buffer => hkdf(secret, linkSalt, linkInfo('hint'), 32)

function frame(text: Uint8Array, length = text.length, padding = 0): Buffer {
  return Buffer.concat([Buffer.of(length), text, Buffer.alloc(255 - text.length, padding)])
}

const sealBlock = (block: Uint8Array, under = link, locator = locatorOf(link)): Buffer =>
  seal(keyOf(under), Buffer.alloc(12), locator, block)
const names = (of: Link) => ({
  secret: hex(of.secret),
  linkSalt: hex(of.linkSalt),
  locator: hex(locatorOf(of)),
})

function valid(name: string, text: string, under = link): object {
  const block = frame(Buffer.from(text.normalize('NFC')))
  const sealed = sealBlock(block, under, locatorOf(under))
  return {
    name,
    ...names(under),
    text,
    key: hex(keyOf(under)),
    blockBase64: base64(block),
    sealedBase64: base64(sealed),
  }
}

function refused(name: string, sealed: Uint8Array): object {
  return { name, ...names(link), sealedBase64: base64(sealed), error: 'key-mismatch' }
}

const turned = (bytes: Buffer, at: number): Buffer => {
  const copy = Buffer.from(bytes)
  copy[at] = copy[at]! ^ 1
  return copy
}
const good = sealBlock(frame(Buffer.from('The street we grew up in')))
const text = (value: string) => sealBlock(frame(Buffer.from(value)))
const other = { secret: seeded('another hint secret', 16), linkSalt: seeded('another hint link salt', 32) }
const late = Buffer.concat([frame(Buffer.from('x')).subarray(0, 255), Buffer.of(1)])

export const hints = {
  valid: [
    valid('words', 'The street we grew up in'),
    valid('one byte', 'x'),
    valid('the longest', 'y'.repeat(200)),
    valid('the longest, in characters of four bytes', '\u{1f33c}'.repeat(50)),
    valid('a text that is not in NFC', 'Schneeglo\u0308ckchen'),
    valid('from right to left', '\u05e9\u05dc\u05d5\u05dd'),
    valid('spaces at both ends, which stay', ' a '),
    valid('the same words for another link', 'The street we grew up in', other),
  ],
  mustFail: [
    refused('the first bit turned', turned(good, 0)),
    refused('a bit of the padding turned', turned(good, 255)),
    refused('a bit of the tag turned', turned(good, 271)),
    refused('a byte short', good.subarray(0, 271)),
    refused('a byte long', Buffer.concat([good, Buffer.of(0)])),
    refused('nothing', Buffer.alloc(0)),
    refused('another secret', sealBlock(frame(Buffer.from('x')), { ...link, secret: other.secret })),
    refused('another link salt', sealBlock(frame(Buffer.from('x')), { ...link, linkSalt: other.linkSalt })),
    refused('another locator', sealBlock(frame(Buffer.from('x')), link, locatorOf(other))),
    refused('a block of 255 bytes', sealBlock(frame(Buffer.from('x')).subarray(0, 255))),
    refused('a block of 257 bytes', sealBlock(Buffer.concat([frame(Buffer.from('x')), Buffer.of(0)]))),
    refused('an empty text', sealBlock(frame(Buffer.alloc(0)))),
    refused('201 bytes', text('y'.repeat(201))),
    refused('a length of 255', sealBlock(frame(Buffer.alloc(255, 'y')))),
    refused('a length that is too short', sealBlock(frame(Buffer.from('ab'), 1))),
    refused('a length that is too long, over zeros', sealBlock(frame(Buffer.from('ab'), 3))),
    refused('padding that is not zero', sealBlock(frame(Buffer.from('x'), 1, 1))),
    refused('padding whose last byte is not zero', sealBlock(late)),
    refused('no UTF-8', sealBlock(frame(Buffer.of(0xff)))),
    refused('a character that is cut', sealBlock(frame(Buffer.from('\u00e9').subarray(0, 1)))),
    refused('a surrogate', sealBlock(frame(Buffer.of(0xed, 0xa0, 0x80)))),
    refused('not in NFC', text('Schneeglo\u0308ckchen')),
    refused('a line feed', text('a\nb')),
    refused('a zero byte', text('a\0b')),
    refused('a control character of Latin-1', text('a\u0085b')),
    refused('a bidirectional control', text('a\u202eb')),
    refused('a byte order mark', text('\ufeffa')),
  ],
}
