// Writes docs/api.md from the schemas that both sides parse with: `node scripts/make-api-docs.ts`, with Node 24.
import { writeFileSync } from 'node:fs'
import { bodiesOf, type Field } from './api-docs/fields.ts'
import { type Route, routes } from './api-docs/routes.ts'

/** What a field means; the same name means the same everywhere. */
const meanings: Readonly<Record<string, string>> = {
  accessHash: 'SHA-256 of the access token',
  at: 'Unix ms',
  check: 'presigned GET of the first stored chunk',
  bytes: 'that may be sent with the ticket in all, as stored',
  bytesLeft: 'of them, how many still',
  choices: 'what the page offers',
  code: "the link's code, where the reporter chose to disclose it",
  commitment: 'of the content key (format.md)',
  counted: 'downloads that count',
  createdAt: 'Unix ms',
  default: 'chosen at first',
  drops: 'that may be sent with the ticket in all',
  dropsLeft: 'of them, how many still',
  downloads: 'how often a link may be used',
  ended: 'why and when it ended',
  event: 'what happened',
  expiresAt: 'Unix ms; over at this millisecond',
  expiresIn: 'seconds from now',
  expiry: 'how long a link may live, in seconds',
  firstPart: 'number of the first part',
  frozen: 'a hundred wrong tokens were tried',
  grant: 'presigned GET',
  granted: 'the grants of `parts`',
  grants: 'presigned PUTs',
  header: "the drop's header (format.md)",
  headers: 'to be sent exactly so, and no others',
  heldUntil: 'Unix ms; when a place that a running download holds may come free',
  hint: 'words about the password, sealed (format.md)',
  id: 'chosen by the client',
  kinds: 'what the page offers to send (advice to it)',
  label: 'by which the operator knows the ticket',
  lapsesAt: 'Unix ms; when the lease ends without another grant',
  lastPart: 'number of the last part',
  length: 'bytes',
  lengthBound: 'most bytes of the padded payload; `null` while files may still be added',
  link: 'the first link',
  links: 'oldest first',
  linksMax: 'most links of one drop that live at the same time',
  locator: 'derived from the secret (format.md)',
  lookInside: 'whether the page offers to look at files before they are saved (advice to it)',
  manifest: 'sealed (format.md)',
  max: 'most',
  maxDownloads: 'downloads the link allows',
  maxDropBytes: 'most bytes a drop may hold',
  min: 'least',
  name: 'of the instance',
  number: 'of the part, from 1',
  offset: 'bytes from the beginning of the stored payload',
  ownerHash: 'SHA-256 of the owner token',
  password: 'whether the page offers a password or insists on one (advice to it)',
  parts: 'parts and their lengths as stored; in a download grant the most parts wanted',
  placesLeft: 'downloads neither counted nor running',
  quarantinedAt: 'Unix ms; since when the operator holds the drop back',
  reason: 'why',
  receipts: 'what happened to the link, the last 500',
  running: 'downloads that run now',
  salt: 'of the link (format.md)',
  sealedLength: 'bytes of the payload as stored',
  state: 'of the drop or link',
  stored: 'whether storage may still hold bytes of it',
  ticket:
    'upload ticket: five groups of five characters of `0-9A-Z` without I, L, O and U, hyphenated; not looked at where `uploads` is `open`',
  tokenHash: 'SHA-256 of the lease token',
  unfreeze: 'lets tries begin anew',
  uploads: 'who may begin a drop: everybody, who has a ticket, nobody',
  url: 'absolute, or a path of this origin',
  version: 'of the software',
  words: 'for the operator',
  wrappedKey: 'the content key, wrapped (format.md)',
  wrongTries: 'wrong access tokens so far',
}

function meaning({ name }: Field): string {
  const key = name.split('.').at(-1)?.replace('[]', '') ?? ''
  const words = meanings[key]
  if (words === undefined) throw new Error(`make-api-docs.ts has no words for the field ${name}`)
  return words
}

function table(fields: readonly Field[]): string {
  const rows = fields.map(
    (field) => `| \`${field.name}\`${field.optional ? ' (optional)' : ''} | ${field.type} | ${meaning(field)} |`,
  )
  return ['| field | type | meaning |', '|---|---|---|', ...rows].join('\n')
}

const tokens = {
  owner: 'the owner token',
  access: 'the access token',
  lease: 'the lease token',
  ticket: 'the upload ticket, as it is spelled',
} as const

function section(route: Route): string {
  const bodies = (schema: NonNullable<Route['request']>) => bodiesOf(schema).map(table).join('\n\nor\n\n')
  return [
    `## ${route.method} ${route.path}`,
    route.words,
    `Bearer: ${route.token === null ? 'none' : tokens[route.token]}.`,
    route.request === null ? 'Request: no body.' : `Request:\n\n${bodies(route.request)}`,
    route.response === null ? 'Response: 204, no body.' : `Response:\n\n${bodies(route.response)}`,
    ...(route.errors.length > 0 ? [`Errors: ${route.errors.map((code) => `\`${code}\``).join(', ')}.`] : []),
  ].join('\n\n')
}

const introduction = `# The HTTP API, version 1

Everything is under \`/api/v1\` and speaks JSON. This page is written by \`scripts/make-api-docs.ts\` from the schemas that server and client parse with.

- Identifiers, hashes and keys are base64url without padding, in their one spelling. Times are Unix milliseconds, durations whole seconds, sizes bytes. Foreign fields are refused.
- A token is 32 random bytes, sent as \`Authorization: Bearer …\` in base64url. The server keeps only its SHA-256. An unknown thing and a wrong token look alike: \`not-found\`.
- A failure is \`{code, message, at?, limit?, subject?}\` with the status that [errors.md](errors.md) gives its code. Beside those listed, every call may answer \`bad-request\`,
  \`too-large\` (a body of more than 1.6 MB), \`unavailable\` and \`internal\`.
- A path that the API does not have is \`not-found\` with the \`subject\` \`path\`; of one that it has, a method that it does not have is \`method-not-allowed\`, and the \`Allow\`
  header says which it has. HEAD is answered wherever GET is, and OPTIONS everywhere, by that header.
- Every call may be repeated when its answer was lost. \`unavailable\` is worth repeating; see \`at\` for when \`held\`, \`too-many-requests\` and \`too-many-bytes\` are.
- The bytes themselves travel by the presigned URLs, which may be of another origin. Send exactly their headers.

Beside it, without a version: \`GET /api/health/live\` (the process answers), \`GET /api/health/ready\` (database and storage do, too), \`GET /api/metrics\` (Prometheus).
`

/** The whole page. */
export function renderApiDocs(): string {
  return (
    [introduction, ...routes.map(section)]
      .join('\n')
      .replaceAll(/\n## /g, '\n\n## ')
      .replaceAll(/\n{3,}/g, '\n\n') + '\n'
  )
}

if (import.meta.main) writeFileSync(new URL('../docs/api.md', import.meta.url), renderApiDocs())
