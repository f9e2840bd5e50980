import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { readSettings, VERSION } from './settings.ts'
import { parseSize, VARIABLES } from './variables.ts'

const read = (env: Record<string, string>) => readSettings(env as NodeJS.ProcessEnv)

test('nothing set gives the embedded default', () => {
  const settings = read({})
  expect(settings).toMatchObject({
    port: 3000,
    dataDir: './data',
    databaseUrl: 'file:data/snowdrop.db',
    storage: { kind: 'disk' },
  })
  expect(settings.limits.expiry.default).toBe(86_400)
  expect(settings.limits.downloads.default).toBe(1)
  expect(settings.limits.uploads).toBe('open')
  expect(settings.limits.linksMax).toBe(100)
  expect(settings.limits.ageMax).toBe(30 * 86_400)
  expect(settings.offers).toEqual({ kinds: ['files', 'note', 'redirect'], password: 'optional', lookInside: true })
})

test.each([
  ['PORT', 'abc'],
  ['PORT', '-1'],
  ['PORT', '70000'],
  ['SNOWDROP_EXPIRY_DEFAULT', 'abc'],
  ['SNOWDROP_EXPIRY_DEFAULT', '0.5'],
  ['SNOWDROP_EXPIRY_DEFAULT', '0s'],
  ['SNOWDROP_EXPIRY_DEFAULT', '2d'],
  ['SNOWDROP_EXPIRY_MAX', '366d'],
  ['SNOWDROP_AGE_MAX', '6d'],
  ['SNOWDROP_AGE_MAX', 'never'],
  ['SNOWDROP_REAP_INTERVAL', '0s'],
  ['SNOWDROP_SWEEP_INTERVAL', '30d'],
  ['SNOWDROP_EXPIRY_CHOICES', '1d,never'],
  ['SNOWDROP_EXPIRY_CHOICES', '1d,30d'],
  ['SNOWDROP_DOWNLOADS_CHOICES', '1,0'],
  ['SNOWDROP_DOWNLOADS_DEFAULT', '3'],
  ['SNOWDROP_DOWNLOADS_MAX', '50'],
  ['SNOWDROP_MAX_DROP_SIZE', '20 gigs'],
  ['SNOWDROP_MAX_DROP_SIZE', '50 TB'],
  ['SNOWDROP_MAX_DROP_SIZE', `${39 * 2 ** 40 + 1}`],
  ['SNOWDROP_UPLOADS', 'members'],
  ['SNOWDROP_STORAGE_MAX', 'all'],
  ['SNOWDROP_LIMIT_REQUESTS', '0'],
  ['SNOWDROP_LIMIT_BYTES', '0'],
  ['SNOWDROP_LIMIT_BYTES', '2 TiB'],
  ['SNOWDROP_LIMIT_BYTES', '20 GiB'],
  ['SNOWDROP_LIMIT_BYTES_RECEIVED', '1 GiB'],
  ['SNOWDROP_TRUSTED_PROXIES', 'proxy'],
  ['SNOWDROP_SECRET', 'short'],
  ['SNOWDROP_STORAGE', 'tape'],
  ['SNOWDROP_KINDS', 'files,folders'],
  ['SNOWDROP_KINDS', ','],
  ['SNOWDROP_PASSWORD', 'never'],
  ['SNOWDROP_LINKS_MAX', '0'],
  ['SNOWDROP_LINKS_MAX', '10001'],
  ['SNOWDROP_LOOK_INSIDE', 'maybe'],
  ['SNOWDROP_NAME', 'n'.repeat(41)],
  ['SNOWDROP_ACCENT', 'green'],
  ['SNOWDROP_ACCENT', '#1d6a4'],
  ['SNOWDROP_NOTICE', 'n'.repeat(301)],
  ['SNOWDROP_NOTICE', 'one\ttwo'],
  ['SNOWDROP_CONTACT', 'drop@example.org'],
  ['SNOWDROP_IMPRINT', '/imprint'],
  ['SNOWDROP_TERMS', 'javascript:alert(1)'],
  ['SNOWDROP_PRIVACY', 'http://example.org/privacy'],
  ['SNOWDROP_PRIVACY', 'http://localhost.example.org/privacy'],
  ['SNOWDROP_URL', 'drop.example.org'],
  ['SNOWDROP_URL', 'https://example.org/drop?x'],
  ['SNOWDROP_URL', 'https://example.org/d#x'],
  ['SNOWDROP_URL', 'https://me@example.org/'],
  ['SNOWDROP_URL', 'https://example.org//drop'],
  ['SNOWDROP_URL', 'https://example.org/a drop'],
  ['DATABASE_URL', 'mysql://root@localhost'],
])('%s=%s is refused in a sentence that names it', (variable, value) => {
  const stem = variable.replace(/_(MAX|CHOICES|DEFAULT)$/, '')
  expect(() => read({ [variable]: value })).toThrow(new RegExp(`^.*${stem}.*\\.$`))
})

test.each([
  ['https://example.org/', 'https://example.org', ''],
  ['https://example.org/drop/', 'https://example.org/drop', '/drop'],
  ['http://localhost:3000/a/b-c', 'http://localhost:3000/a/b-c', '/a/b-c'],
])('an instance at %s', (given, publicUrl, basePath) => {
  expect(read({ SNOWDROP_URL: given })).toMatchObject({ publicUrl, basePath })
})

test('what the page offers is what the operator says, in one order', () => {
  const env = { SNOWDROP_KINDS: ' redirect, files,files', SNOWDROP_PASSWORD: 'required', SNOWDROP_LOOK_INSIDE: 'false' }
  expect(read(env).offers).toEqual({ kinds: ['files', 'redirect'], password: 'required', lookInside: false })
})

test('s3 needs a bucket and whole credentials', () => {
  expect(() => read({ SNOWDROP_STORAGE: 's3' })).toThrow('SNOWDROP_S3_BUCKET is not set')
  const s3 = { SNOWDROP_STORAGE: 's3', SNOWDROP_S3_BUCKET: 'b', SNOWDROP_S3_ENDPOINT: 'https://s3.test/' }
  expect(() => read({ ...s3, SNOWDROP_S3_ACCESS_KEY_ID: 'a' })).toThrow('SNOWDROP_S3_SECRET_ACCESS_KEY')
})

test.each(['./', '../', 'a/./', 'a/../b/', '../other/', 'a/./b', '/../'])(
  'keys that begin with %s are refused, as browsers cannot ask for them',
  (prefix) => {
    const path = `/bucket/${prefix}KEY`
    expect(new URL(path, 'https://s3.test').pathname).not.toBe(path)
    const env = { SNOWDROP_STORAGE: 's3', SNOWDROP_S3_BUCKET: 'b', SNOWDROP_S3_PREFIX: prefix }
    expect(() => read(env)).toThrow(/^SNOWDROP_S3_PREFIX .*\.$/)
  },
)

test.each(['drops', '.drops/', '..a/', 'a../b./', '...', 'a/..', '/a/', 'a//b/'])(
  'keys may begin with %s',
  (prefix) => {
    const path = `/bucket/${prefix}KEY`
    expect(new URL(path, 'https://s3.test').pathname).toBe(path)
    const env = { SNOWDROP_STORAGE: 's3', SNOWDROP_S3_BUCKET: 'b', SNOWDROP_S3_PREFIX: prefix }
    expect(read(env).storage).toMatchObject({ prefix })
  },
)

test('encryption by storage is none, its own, or by a key', () => {
  const sseOf = (env: Record<string, string>) =>
    read({ SNOWDROP_STORAGE: 's3', SNOWDROP_S3_BUCKET: 'b', ...env }).storage
  expect(sseOf({})).toMatchObject({ sse: undefined })
  expect(sseOf({ SNOWDROP_S3_SSE: 'AES256' })).toMatchObject({ sse: { algorithm: 'AES256' } })
  const key = { SNOWDROP_S3_SSE_KMS_KEY_ID: 'a' }
  expect(sseOf({ SNOWDROP_S3_SSE: 'aws:kms', ...key })).toMatchObject({ sse: { algorithm: 'aws:kms', keyId: 'a' } })
  expect(() => sseOf({ SNOWDROP_S3_SSE: 'AES256', ...key })).toThrow('SNOWDROP_S3_SSE_KMS_KEY_ID')
  expect(() => sseOf({ SNOWDROP_S3_SSE: 'DES' })).toThrow('SNOWDROP_S3_SSE')
})

test('a refused secret is not repeated', () => {
  expect(() => read({ DATABASE_URL: 'mysql://root:hunter2@db' })).toThrow(/^(?!.*hunter2).*DATABASE_URL/)
})

test.each([
  ['20 GiB', 20 * 2 ** 30],
  ['500MB', 500_000_000],
  ['1024', 1024],
  ['1 XB', undefined],
  ['-1', undefined],
  ['9999999 TiB', undefined],
])('the size %s is %s bytes', (text, expected) => {
  expect(parseSize(text)).toBe(expected)
})

test('the version is the package’s', () => {
  expect(z.object({ version: z.string() }).parse(JSON.parse(readFileSync('package.json', 'utf8'))).version).toBe(
    VERSION,
  )
})

test('the README lists every variable with its default', () => {
  const rows = Object.entries(VARIABLES).map(([variable, entry]) => {
    const fallback = 'fallback' in entry ? `\`${entry.fallback}\`` : '–'
    return `| \`${variable}\` | ${fallback} | ${entry.meaning} |`
  })
  const table = ['| variable | default | meaning |', '|---|---|---|', ...rows].join('\n')
  const between = /<!-- settings -->\n([\s\S]*?)\n?<!-- \/settings -->/.exec(readFileSync('README.md', 'utf8'))?.[1]
  expect(between).toBe(table)
})

test('the largest drop that may be set is one that the format holds', () => {
  expect(read({ SNOWDROP_MAX_DROP_SIZE: '39 TiB' }).limits.maxDropBytes).toBe(39 * 2 ** 40)
})
