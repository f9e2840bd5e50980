import { expect, test } from 'vitest'
import { DropError } from '../format/drop-error.ts'
import { createLog, type LogOptions } from './log.ts'
import { scrub } from './redact.ts'

const LOCATOR = 'q3Vz_8kPZ0mWc1bYtR7xAg'
const TOKEN = 'Jx0f3k9Wq7cTn2Ld5Pz8Rb1Vy6Mh4Gs-Ue_AoIiKtXw'
const CODE = 'AbC3-xYz_012345678901234'
const WORDS = 'abacus-boney-crayfish-dollhouse-elbow-frisk-gazing-hardwood-idiom-jovial-kiwi'
const TICKET = '01234-56789-ABCDE-FGHJK-MNPQF'
const LEAKS = [
  LOCATOR,
  TOKEN,
  CODE,
  WORDS,
  WORDS.replaceAll('-', ' '),
  '203.0.113.77',
  '::ffff:203.0.113.77',
  '2001:db8::dead:beef',
  '2001:0db8:85a3:0000:0000:8a2e:0370:7334',
  'postgresql://snowdrop:hunter2@db.internal/x',
  `https://s3.example.org/drops/${LOCATOR}?X-Amz-Signature=0123456789abcdef0123456789abcdef`,
  `/blobs/${LOCATOR}?signature=${TOKEN}`,
  TICKET,
  TICKET.replaceAll('-', '').toLowerCase(),
]

/** What a log with these options writes while `use` runs. */
function logged(options: Partial<LogOptions>, use: (log: ReturnType<typeof createLog>) => void): string {
  let out = ''
  use(createLog({ level: 'debug', format: 'json', write: (line) => (out += line), ...options }))
  return out
}

/** The telling core of a leak: if even this is in a line, something got through. */
const cores = [
  LOCATOR,
  TOKEN,
  CODE,
  'crayfish',
  '203.0.113',
  'db8::',
  '85a3',
  'hunter2',
  'snowdrop:',
  's3.example',
  '0123456789abcdef',
  'ABCDE',
  '56789abcde',
]

test.each(['json', 'text'] as const)('nothing that should not be there is in a line of %s', (format) => {
  for (const leak of LEAKS) {
    const cause = new Error(`lost ${leak}`)
    const failure = new DropError('unavailable', { cause, subject: leak })
    const uses: ((log: ReturnType<typeof createLog>) => void)[] = [
      (log) => log.error(`failed at ${leak} again`),
      (log) => log.error(cause),
      (log) => log.error({ err: failure }, leak),
      (log) => log.error({ error: new AggregateError([cause, failure], leak) }, 'several'),
      (log) => log.info({ route: leak, causes: [leak, [leak]] }, 'request'),
      (log) => log.info({ headers: { authorization: `Bearer ${leak}`, 'x-forwarded-for': leak } }, 'request'),
      (log) => log.info({ request: { headers: { cookie: 'short' } }, deep: { er: { token: 'short' } } }, 'request'),
      (log) => log.child({ at: leak }).warn({ [leak]: 1 }, 'child'),
      (log) => log.info({ place: [`at open (${leak})`] }, 'placed'),
    ]
    for (const use of uses) {
      const out = logged({ format }, use)
      expect(out).not.toBe('')
      for (const core of cores) expect(out, core).not.toContain(core)
      expect(out).not.toContain('short')
    }
  }
})

test('what an operator needs stays', () => {
  const line = 'drops/:id/links/:locator request failed PrismaClientKnownRequestError(P2034) ECONNREFUSED 12:34:56'
  expect(scrub(line)).toBe(line)
  const frame = 'at createPrismaLeaseStore (file:///opt/snowdrop/lib/adapters/prisma/rows.ts:12:34)'
  expect(scrub(frame)).toBe(frame)
  const out = logged({}, (log) => log.error({ route: 'drops/:id', status: 503, ms: 12 }, 'request failed'))
  expect(JSON.parse(out)).toMatchObject({ level: 'error', route: 'drops/:id', status: 503, ms: 12 })
  expect(out).toMatch(/"time":"\d{4}-\d\d-\d\dT[\d:.]+Z"/)
})

test.each([
  ['error', 1],
  ['info', 2],
  ['debug', 3],
] as const)('at level %s, %i of three lines are written', (level, count) => {
  const out = logged({ level }, (log) => {
    log.debug('a')
    log.info('b')
    log.error('c')
  })
  expect(out.trim().split('\n')).toHaveLength(count)
})

test('at a terminal a line reads as one, with its frames beneath', () => {
  const fields = { route: 'drops', status: 500, causes: ['unavailable', 'Error'], place: ['at open (a.ts:1:2)'] }
  const out = logged({ format: 'text' }, (log) => log.error(fields, 'request failed'))
  expect(out).toMatch(
    /^[\d:.]{12} error request failed route=drops status=500 causes=unavailable < Error\n {4}at open /,
  )
})
