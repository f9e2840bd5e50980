import { reading, text } from './read-text.ts'

/**
 * An address to lead people to, as it will stand in a `Location` header. Without TLS only on this machine, where one
 * develops.
 */
function parseAddress(written: string): string | undefined {
  if (!URL.canParse(written)) return undefined
  const { protocol, hostname, href } = new URL(written)
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
  return protocol === 'https:' || protocol === 'mailto:' || (protocol === 'http:' && isHere) ? href : undefined
}

function parseColour(written: string): string | undefined {
  return /^#[0-9a-f]{6}$/i.test(written) ? written.toLowerCase() : undefined
}

const address = reading(parseAddress, 'an address such as https://example.org/imprint or mailto:drop@example.org')
const colour = reading(parseColour, 'a colour such as #1d6a45')
/** The notice is drawn by a style sheet, in one paragraph. */
const line = (most: number) =>
  reading((written) => {
    const trimmed = written.trim()
    return trimmed !== '' && trimmed.length <= most && !/\p{Cc}/u.test(trimmed) ? trimmed : undefined
  }, `a line of at most ${most} characters`)

/** How an instance looks and who answers for it; read at each start, so that nothing has to be built. */
export const APPEARANCE = {
  SNOWDROP_NAME: {
    meaning: 'Name of the instance, in the head of every page and of the installed app.',
    fallback: 'Snowdrop',
    schema: line(40),
  },
  SNOWDROP_LOGO: {
    meaning: 'File of the emblem beside the name: SVG, PNG or WebP, at most 256 KiB, drawn in a square.',
    schema: text,
  },
  SNOWDROP_ACCENT: {
    meaning:
      'Colour of buttons and links, as in `#1d6a45`. It is darkened for the light theme and lightened for the dark one as far as words need it to be read.',
    schema: colour,
  },
  SNOWDROP_NOTICE: { meaning: 'A line over every page.', schema: line(300) },
  SNOWDROP_OPERATOR: { meaning: 'Who runs the instance, named on “How it works”.', schema: line(100) },
  SNOWDROP_CONTACT: {
    meaning:
      'Where to write to them, linked in the foot of every page: `https:` or `mailto:`, as the next three (`http:` only on this machine, for development).',
    schema: address,
  },
  SNOWDROP_IMPRINT: { meaning: 'Address of the imprint, linked in the foot.', schema: address },
  SNOWDROP_TERMS: { meaning: 'Address of the terms of use, linked in the foot.', schema: address },
  SNOWDROP_PRIVACY: { meaning: 'Address of the privacy policy, linked in the foot.', schema: address },
} as const
