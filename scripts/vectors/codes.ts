import { codeNumber, hex, leftAligned, seeded, spellCode, spellWords } from './format.ts'

const secret = seeded('code', 16)
const plain = codeNumber({ needsPassword: false, profile: 'standard', secret })
const code = spellCode(plain)
const words = spellWords(plain)

const valid = [
  { name: 'no password', needsPassword: false, profile: 'standard', secret },
  { name: 'password, standard profile', needsPassword: true, profile: 'standard', secret },
  { name: 'password, light profile', needsPassword: true, profile: 'light', secret },
  { name: 'secret of zeros', needsPassword: false, profile: 'standard', secret: Buffer.alloc(16) },
  { name: 'secret of ones', needsPassword: true, profile: 'light', secret: Buffer.alloc(16, 255) },
] as const

/**
 * A secret whose words hold all four hyphenated words of the list is rare: search for one that holds one of each kind
 * asked for.
 */
function secretWith(word: string): Buffer {
  for (let attempt = 0; ; attempt += 1) {
    const found = seeded(`words ${word} ${attempt}`, 16)
    const bits = codeNumber({ needsPassword: false, profile: 'standard', secret: found })
    if (`-${spellWords(bits)}-`.includes(`-${word}-`)) return found
  }
}

const hyphenated = ['drop-down', 'felt-tip', 't-shirt', 'yo-yo', 'yoyo'].map((word) => ({
  name: `words with ${word}`,
  needsPassword: false,
  profile: 'standard' as const,
  secret: secretWith(word),
}))

const list = words.split('-')
const swapped = [...list.slice(0, 3), list[4], list[3], ...list.slice(5)]

export const codes = {
  valid: [...valid, ...hyphenated].map((input) => {
    const bits = codeNumber(input)
    return {
      ...input,
      secret: hex(input.secret),
      bits: hex(leftAligned(bits << 2n, 18)),
      code: spellCode(bits),
      words: spellWords(bits),
    }
  }),
  spellings: [
    { name: 'a whole link', text: `https://drop.example/d#${code}`, code },
    { name: 'a whole link with words', text: `https://drop.example/d#${words}`, code },
    { name: 'a fragment', text: `#${code}`, code },
    { name: 'words in capitals and with spaces', text: list.join(' ').toUpperCase(), code },
    { name: 'words with commas and line breaks', text: list.join(',\n'), code },
    { name: 'white space around', text: `  ${code}\n`, code },
  ],
  mustFail: [
    { name: 'nothing', text: '', error: 'link-malformed', subject: 'length' },
    { name: 'a character short', text: code.slice(0, 23), error: 'link-malformed', subject: 'length' },
    { name: 'a character long', text: `${code}A`, error: 'link-malformed', subject: 'length' },
    {
      name: 'a foreign character',
      text: `${code.slice(0, 10)}+${code.slice(11)}`,
      error: 'link-malformed',
      subject: 'character',
    },
    { name: 'padding', text: `${code}==`, error: 'link-malformed', subject: 'character' },
    { name: 'an unused bit set', text: spellUnused(plain), error: 'link-malformed', subject: 'checksum' },
    {
      name: 'a bit of the secret turned',
      text: spellCode(plain ^ (1n << 77n)),
      error: 'link-malformed',
      subject: 'checksum',
    },
    { name: 'a bit of the checksum turned', text: spellCode(plain ^ 1n), error: 'link-malformed', subject: 'checksum' },
    { name: 'the password bit stripped', text: spellCode(stripped()), error: 'link-malformed', subject: 'checksum' },
    {
      name: 'version 0',
      text: spellCode(codeNumber({ version: 0, needsPassword: false, profile: 'standard', secret })),
      error: 'link-version',
    },
    {
      name: 'version 2',
      text: spellCode(codeNumber({ version: 2, needsPassword: false, profile: 'standard', secret })),
      error: 'link-version',
    },
    {
      name: 'version 3, in words',
      text: spellWords(codeNumber({ version: 3, needsPassword: false, profile: 'standard', secret })),
      error: 'link-version',
    },
    {
      name: 'a light profile without a password',
      text: spellCode(codeNumber({ needsPassword: false, profile: 'light', secret })),
      error: 'link-malformed',
      subject: 'profile',
    },
    { name: 'ten words', text: list.slice(0, 10).join(' '), error: 'link-malformed', subject: 'length' },
    { name: 'twelve words', text: [...list, 'zoom'].join(' '), error: 'link-malformed', subject: 'length' },
    {
      name: 'a word that is not in the list',
      text: [...list.slice(0, 6), 'xyzzy', ...list.slice(7)].join(' '),
      error: 'link-malformed',
      subject: 'word 7',
    },
    { name: 'two words swapped', text: swapped.join('-'), error: 'link-malformed', subject: 'checksum' },
    {
      name: 'the largest number of eleven words, beyond 142 bits',
      text: Array(11).fill('zoom').join(' '),
      error: 'link-malformed',
      subject: 'checksum',
    },
    {
      name: 'a number beyond 142 bits whose rest is a code',
      text: spellWords((1n << 142n) + codeNumber({ version: 0, needsPassword: false, profile: 'standard', secret })),
      error: 'link-malformed',
      subject: 'checksum',
    },
    { name: 'a link without a fragment', text: 'https://drop.example/d', error: 'link-malformed', subject: 'fragment' },
  ],
}

function spellUnused(bits: bigint): string {
  return leftAligned((bits << 2n) | 1n, 18).toString('base64url')
}

function stripped(): bigint {
  return codeNumber({ needsPassword: true, profile: 'standard', secret }) ^ (1n << 139n)
}
