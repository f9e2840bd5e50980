import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deriveLocator } from '../../lib/crypto/link-keys.ts'
import { encodeBase64url } from '../../lib/format/bytes.ts'
import { parseCode } from '../../lib/format/code.ts'
import { readRows } from '../servers/read-rows.ts'
import { choose, expect, MiB, open, receive, send, test, writeRandomFile } from './fixtures.ts'

test('looking is free: opened, reloaded and prefetched links use nothing up', async ({ page, scratch, request }) => {
  const file = join(scratch, 'look.bin')
  await writeRandomFile(file, 1000)
  const link = await send(page, { files: [file] })
  for (let times = 0; times < 3; times += 1) await open(page, link)
  await page.reload()
  await request.get(link)
  await request.head(link)
  await request.get(link, { headers: { purpose: 'prefetch', 'sec-purpose': 'prefetch;prerender' } })
  await open(page, link)
  await expect(page.getByText(/\b1 download left/)).toBeVisible()
})

test('no other origin is contacted, no cookie is set, nothing secret is stored', async ({
  page,
  scratch,
  app,
  context,
}) => {
  const origins = new Set<string>()
  const urls: string[] = []
  context.on('request', (request) => {
    urls.push(request.url())
    origins.add(new URL(request.url()).protocol === 'blob:' ? 'blob:' : new URL(request.url()).origin)
  })
  const file = join(scratch, 'private-name.bin')
  await writeRandomFile(file, 1000)
  const link = await send(page, { files: [file] })
  await open(page, link)
  await receive(page, scratch)
  const code = link.split('#')[1] ?? ''
  expect([...origins].filter((origin) => origin !== 'blob:' && origin !== 'null')).toEqual([app.url])
  expect(urls.filter((url) => new URL(url).pathname.includes(code) || new URL(url).search.includes(code))).toEqual([])
  expect(urls.filter((url) => url.split('#')[0]?.includes('private-name'))).toEqual([])
  expect(await context.cookies()).toEqual([])
  expect(
    await page.evaluate(() => JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])),
  ).not.toContain(code)
})

/** Every byte the app keeps or prints: database with its journals, stored parts, log. */
function everythingKept(dataDir: string, logFile: string): Buffer {
  const files = readdirSync(dataDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const names = Buffer.from(files.map((entry) => join(entry.parentPath, entry.name)).join('\n'))
  return Buffer.concat([
    names,
    readFileSync(logFile),
    ...files.map((entry) => readFileSync(join(entry.parentPath, entry.name))),
  ])
}

test('the server keeps no name, byte, code, token or address', async ({ page, scratch, app, context }) => {
  const tokens = new Set<string>()
  context.on('request', (request) => {
    const bearer = /^Bearer (.+)$/.exec(request.headers().authorization ?? '')?.[1]
    if (bearer !== undefined) tokens.add(bearer)
  })
  const file = join(scratch, 'whistleblower-dossier.txt')
  await writeRandomFile(file, 2 * MiB)
  const plaintext = readFileSync(file)
  const link = await send(page, { files: [file], downloads: '2' })
  await open(page, link)
  await receive(page, scratch)

  const kept = everythingKept(app.dataDir, app.logFile)
  const code = link.split('#')[1] ?? ''
  const { secret } = await parseCode(code)
  expect(tokens.size).toBeGreaterThan(0)
  const secrets: [string, Buffer][] = [
    ['the code', Buffer.from(code)],
    ['the bytes of the code', Buffer.from(code, 'base64url')],
    ['the secret', Buffer.from(secret)],
    ['the spelled secret', Buffer.from(encodeBase64url(secret))],
    ['the name', Buffer.from('whistleblower')],
    ['the beginning of the file', plaintext.subarray(0, 24)],
    ['the middle of the file', plaintext.subarray(MiB, MiB + 24)],
    ['an address', Buffer.from('127.0.0.1')],
    ['an IPv6 address', Buffer.from('::ffff:')],
    ...[...tokens].flatMap((token): [string, Buffer][] => [
      ['a token', Buffer.from(token)],
      ['the bytes of a token', Buffer.from(token, 'base64url')],
    ]),
  ]
  // The scan itself must be able to find something: the locator and the sealed bytes are there to be found.
  expect(kept.includes(encodeBase64url(await deriveLocator(secret)))).toBe(true)
  expect(kept.length).toBeGreaterThan(2 * MiB)
  for (const [what, bytes] of secrets) expect(kept.includes(bytes), `${what} was found`).toBe(false)
})

test('what is stored is ciphertext, whole and padded', async ({ page, scratch, stored }) => {
  const file = join(scratch, 'one.bin')
  await writeRandomFile(file, 100_000)
  const plaintext = readFileSync(file)
  const before = await stored()
  await send(page, { files: [file] })
  const parts = (await stored()).filter((part) => !before.includes(part))
  expect(parts).toHaveLength(1)
  const bytes = readFileSync(parts[0] ?? '')
  // Padmé, and the tag of its one chunk.
  expect(bytes.length).toBe(100_352 + 16)
  // Any run of 31 bytes of the file would hold one of these.
  const runs = Array.from({ length: plaintext.length / 16 }, (_, at) => plaintext.subarray(16 * at, 16 * at + 16))
  expect(runs.filter((run) => bytes.includes(run))).toEqual([])
  // Nor is it padded by what one can see.
  expect(bytes.includes(Buffer.alloc(16))).toBe(false)
})

test('hostile names are shown as text and nothing of a file runs in our origin', async ({ page, scratch }) => {
  const name = "<img src=x onerror=document.title='owned'>&lt;b&gt;.html"
  writeFileSync(join(scratch, name), "<script>document.title = 'owned'; alert()</script>")
  let dialogs = 0
  page.on('dialog', (dialog) => {
    dialogs += 1
    void dialog.dismiss()
  })
  const link = await send(page, { files: [join(scratch, name)] })
  await open(page, link)
  // Brackets are no part of any name; what could still be taken for markup is shown as it is written.
  await expect(page.getByRole('region', { name: 'Files' })).toContainText("onerror=document.title='owned'")
  await expect(page.getByRole('region', { name: 'Files' })).toContainText('&lt;b&gt;.html')
  expect(await page.title()).not.toContain('owned')
  const received = await receive(page, scratch)
  expect(received.name).toMatch(/\.html$/)
  expect(dialogs).toBe(0)
  expect(await page.title()).not.toContain('owned')
  expect(page.url()).toContain('/d')
})

test('every answer carries a policy that forbids foreign scripts, frames and referrers', async ({ page, request }) => {
  const violations: string[] = []
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) violations.push(message.text())
  })
  for (const path of ['/', '/d', '/about', '/no-such-page']) {
    const answer = await page.goto(path)
    const headers = answer?.headers() ?? {}
    expect(headers['content-security-policy']).toContain("default-src 'none'")
    expect(headers['content-security-policy']).not.toContain('unsafe-inline')
    expect(headers['referrer-policy']).toBe('no-referrer')
  }
  expect(violations).toEqual([])
  expect((await request.get('/api/v1/config')).headers()['cache-control']).toContain('no-store')
})

test('choosing more while the first files are already stored keeps one drop', async ({
  page,
  scratch,
  app,
  stored,
}) => {
  const drops = async () => (await readRows(`file:${join(app.dataDir, 'snowdrop.db')}`)).drops.map(({ id }) => id)
  const [dropsBefore, partsBefore] = [await drops(), await stored()]
  await writeRandomFile(join(scratch, 'first.bin'), 40 * MiB)
  await writeRandomFile(join(scratch, 'second.bin'), 3 * MiB)
  await page.goto('/')
  await choose(page, { files: [join(scratch, 'first.bin')] })
  await expect(page.getByRole('progressbar')).toBeVisible()
  await expect.poll(async () => (await stored()).length).toBeGreaterThan(partsBefore.length)
  await choose(page, { files: [join(scratch, 'second.bin')] })
  await page.getByRole('button', { name: /create link/i }).click()
  const field = page.getByRole('textbox', { name: /link/i })
  await expect(field).toHaveValue(/#/, { timeout: 60_000 })
  expect((await drops()).filter((id) => !dropsBefore.includes(id))).toHaveLength(1)
  // 43 MiB in parts of 16, each stored once.
  expect((await stored()).filter((part) => !partsBefore.includes(part))).toHaveLength(3)
  await open(page, await field.inputValue())
  await expect(page.getByText('second.bin')).toBeVisible()
})
