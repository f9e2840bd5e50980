import { workedExample } from './drops.ts'
import { dropInfo, hex, linkInfo, partKey, sha256, spellCode, spellWords, u32 } from './format.ts'

/** Values under each other; hex in rows of 32 bytes, anything else in one. */
function rows(values: readonly (readonly [string, string])[]): string {
  const width = Math.max(...values.map(([name]) => name.length))
  const lines = values.flatMap(([name, value]) =>
    (/^[0-9a-f]+$/.test(value) ? (value.match(/.{1,64}/g) ?? []) : [value]).map(
      (row, index) => `${(index === 0 ? name : '').padEnd(width)}  ${row}`,
    ),
  )
  return ['```', ...lines, '```'].join('\n')
}

/** The drop "one file" of drops.json, step by step. */
export function workedExampleText(): string {
  const {
    header,
    link,
    keys,
    bits,
    contentKey,
    partSalts,
    json,
    encoded,
    nonce,
    sealed,
    wrappedKey,
    sealedManifest,
    commitment,
  } = workedExample
  const [partSalt] = partSalts as [Buffer]
  const compressed = encoded.subarray(0, encoded.readUInt32BE(0) + 4)
  return [
    'One file, `snowdrop.txt`, which holds `Galanthus nivalis` and a line feed, 18 bytes; no password, the default geometry. It is the first drop of',
    '[vectors/drops.json](vectors/drops.json), where its payload stands in full.',
    '',
    rows([
      ['secret', hex(link.secret)],
      ['code', spellCode(bits)],
      ['words', spellWords(bits)],
      ['header', hex(header)],
      ['link salt', hex(link.linkSalt)],
      ['info of locator', hex(linkInfo('locator'))],
      ['locator', hex(keys.locator)],
      ['PWK', hex(keys.passwordKey)],
      ['accessToken', hex(keys.accessToken)],
      ['KEK', hex(keys.kek)],
      ['SHA-256(header)', hex(sha256(header))],
      ['content key', hex(contentKey)],
      ['wrappedKey', hex(wrappedKey)],
      ['info of commit', hex(dropInfo('commit', header))],
      ['commitment', hex(commitment)],
    ]),
    '',
    'The manifest, the used bytes of its encoding (zeros follow up to 1,024), and its sealing of 1,052 bytes:',
    '',
    rows([
      ['JSON', json],
      ['encoded', hex(compressed)],
      ['nonce', hex(nonce)],
      ['sealed: first 48', hex(sealedManifest.subarray(0, 48))],
      ['sealed: tag', hex(sealedManifest.subarray(-16))],
      ['sealed: SHA-256', hex(sha256(sealedManifest))],
    ]),
    '',
    'The payload is one final chunk: 18 bytes of content and 65,518 zeros, sealed to 65,552 bytes in part 1:',
    '',
    rows([
      ['part salt', hex(partSalt)],
      ['info of part', hex(dropInfo('part', header, Buffer.concat([u32(1), partSalt])))],
      ['part key', hex(partKey(contentKey, header, 1, partSalt))],
      ['nonce', '000000000000000000000001'],
      ['sealed: first 32', hex(sealed.subarray(0, 32))],
      ['sealed: tag', hex(sealed.subarray(-16))],
      ['sealed: SHA-256', hex(sha256(sealed))],
    ]),
  ].join('\n')
}
