import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cryptoRandom } from '../../lib/crypto/random-source.ts'
import { encodeBase64url } from '../../lib/format/bytes.ts'
import { type AppServer, startApp } from '../servers/app-server.ts'
import { call, claim, type LinkChoice, type LiveDrop, liveDrop, newLink, randomToken } from './api-client.ts'

const LINKS_MAX = 20
let app: AppServer
beforeAll(async () => {
  app = await startApp({
    SNOWDROP_LINKS_MAX: String(LINKS_MAX),
    SNOWDROP_EXPIRY_MIN: '1s',
    SNOWDROP_KINDS: 'note',
    SNOWDROP_PASSWORD: 'required',
    SNOWDROP_LOOK_INSIDE: 'false',
  })
})
afterAll(() => app.destroy())

type Claimed = Awaited<ReturnType<typeof claim>>
const files = () =>
  readdirSync(app.dataDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
const isStored = (id: string) => files().some((path) => path.includes(id))
const isKept = (text: string) => Buffer.concat(files().map((path) => readFileSync(path))).includes(Buffer.from(text))
const look = async (locator: string) => (await call(app.url, 'GET', `/links/${locator}`)).body
const show = async (drop: LiveDrop) => (await call(app.url, 'GET', `/drops/${drop.id}`, drop.owner)).body
const change = (drop: LiveDrop, body: object) =>
  call(app.url, 'PATCH', `/drops/${drop.id}/links/${drop.locator}`, drop.owner, body)
const revoke = (drop: LiveDrop, locator = drop.locator) =>
  call(app.url, 'DELETE', `/drops/${drop.id}/links/${locator}`, drop.owner)
const grant = async (lease: Claimed, firstPart: number) =>
  (await call(app.url, 'POST', `/leases/${lease.id}/grants`, lease.token, { firstPart })).body
const complete = (lease: Claimed) => call(app.url, 'POST', `/leases/${lease.id}/complete`, lease.token)
const open = async (drop: LiveDrop, access = drop.access) =>
  (await call(app.url, 'POST', `/links/${drop.locator}/open`, access)).body

async function add(drop: LiveDrop, choice: LinkChoice = {}) {
  const { access, request } = await newLink(choice)
  const { status, body } = await call(app.url, 'POST', `/drops/${drop.id}/links`, drop.owner, request)
  return { ...request, access, status, body }
}

test('the page is told what the operator set', async () => {
  expect((await call(app.url, 'GET', '/config')).body).toMatchObject({
    ...{ kinds: ['note'], password: 'required', lookInside: false, linksMax: LINKS_MAX },
  })
})

test('of 200 links added at once, no more live than the instance allows; the end of one makes room for one', async () => {
  const drop = await liveDrop(app.url)
  const added = await Promise.all(Array.from({ length: 200 }, () => add(drop)))
  expect(added.filter(({ status }) => status === 200)).toHaveLength(LINKS_MAX - 1)
  expect(added.filter(({ status, body }) => status === 409 && body.code === 'too-many-links')).toHaveLength(
    201 - LINKS_MAX,
  )
  expect((await show(drop)).links).toHaveLength(LINKS_MAX)
  await revoke(drop)
  const again = await Promise.all(Array.from({ length: 5 }, () => add(drop)))
  expect(again.filter(({ status }) => status === 200)).toHaveLength(1)
})

describe('two people and the last download', () => {
  test('asking at once, one gets it; the other gets what the first gives up, byte for byte', async () => {
    const drop = await liveDrop(app.url, { parts: 9 })
    const both = await Promise.all([claim(app.url, drop), claim(app.url, drop)])
    const [winner, loser] = both[0].status === 200 ? both : both.toReversed()
    expect(winner?.status).toBe(200)
    expect(loser?.body).toMatchObject({ code: 'held', at: winner?.body.lapsesAt })
    expect((await call(app.url, 'DELETE', `/leases/${winner?.id}`, winner?.token)).status).toBe(204)
    const second = await claim(app.url, drop)
    const { url, length } = second.body.grant as { url: string; length: number }
    expect((await (await fetch(new URL(url, app.url))).arrayBuffer()).byteLength).toBe(length)
    await complete(second)
    expect((await claim(app.url, drop)).body.code).toBe('used-up')
    await expect.poll(() => isStored(drop.id), { timeout: 15_000 }).toBe(false)
  })
})

describe('an edit while a download runs', () => {
  test('a lowered limit leaves the running one its place, and ends the link with it', async () => {
    const drop = await liveDrop(app.url, { maxDownloads: 5, parts: 9 })
    const lease = await claim(app.url, drop)
    expect((await change(drop, { maxDownloads: 1 })).body).toMatchObject({ maxDownloads: 1, placesLeft: 0, running: 1 })
    expect((await claim(app.url, drop)).body.code).toBe('held')
    expect(await grant(lease, 5)).toMatchObject({ grant: { firstPart: 5 } })
    await complete(lease)
    expect(await look(drop.locator)).toMatchObject({ state: 'ended', reason: 'used-up' })
  })

  test('a limit lowered among a hundred claims is never passed', async () => {
    const drop = await liveDrop(app.url, { maxDownloads: 50, parts: 9 })
    const claims = Array.from({ length: 100 }, () => claim(app.url, drop))
    const edits = [30, 20, 10].map((maxDownloads) => change(drop, { maxDownloads }))
    const claimed = (await Promise.all(claims)).filter(({ status }) => status === 200).length
    expect((await Promise.all(edits)).every(({ status }) => status === 200 || status === 400)).toBe(true)
    const [link] = (await show(drop)).links as { maxDownloads: number; running: number; placesLeft: number }[]
    expect(link?.running).toBe(claimed)
    expect((link?.running ?? 0) + (link?.placesLeft ?? 0)).toBe(link?.maxDownloads)
  })

  test('an expiry moved closer ends the download and the bytes; one moved further lets it go on', async () => {
    const [shorter, longer] = [
      await liveDrop(app.url, { maxDownloads: 5, parts: 9 }),
      await liveDrop(app.url, { maxDownloads: 5, parts: 9, expiresIn: 6 }),
    ]
    const [ending, going] = [await claim(app.url, shorter), await claim(app.url, longer)]
    expect((await change(longer, { expiresIn: 3600 })).status).toBe(200)
    expect((await change(shorter, { expiresIn: 2 })).status).toBe(200)
    expect(await grant(ending, 5)).toMatchObject({ grant: { firstPart: 5 } })
    await expect.poll(() => isStored(shorter.id), { timeout: 15_000 }).toBe(false)
    expect((await grant(ending, 9)).code).toBe('expired')
    await expect.poll(() => Date.now(), { timeout: 10_000 }).toBeGreaterThan(longer.expiresAt)
    expect(await grant(going, 5)).toMatchObject({ grant: { firstPart: 5 } })
    expect(isStored(longer.id)).toBe(true)
  })
})

test('a revocation in the middle of a download ends it, erases the key, and the last one deletes the bytes', async () => {
  const drop = await liveDrop(app.url, { maxDownloads: 5, parts: 9, hint: encodeBase64url(cryptoRandom(272)) })
  const other = await add(drop, { maxDownloads: 5 })
  const [lease, second] = [await claim(app.url, drop), await claim(app.url, other)]
  const { url } = lease.body.grant as { url: string }
  expect(isKept(drop.wrappedKey)).toBe(true)
  expect((await revoke(drop)).status).toBe(204)
  expect((await grant(lease, 5)).code).toBe('revoked')
  await expect.poll(() => isKept(drop.wrappedKey), { timeout: 15_000 }).toBe(false)
  expect(isStored(drop.id)).toBe(true)
  expect(await grant(second, 5)).toMatchObject({ grant: { firstPart: 5 } })
  expect((await revoke(drop, other.locator)).status).toBe(204)
  expect((await grant(second, 9)).code).toBe('revoked')
  expect((await complete(second)).status).toBe(204)
  await expect.poll(() => isStored(drop.id), { timeout: 15_000 }).toBe(false)
  expect((await fetch(new URL(url, app.url))).ok).toBe(false)
  expect(await look(other.locator)).toMatchObject({ state: 'ended', reason: 'revoked' })
  expect(await show(drop)).toMatchObject({ state: 'ended' })
})

test('the hundredth wrong password freezes the link, its sender sees it, and unfreezing lets go', async () => {
  const drop = await liveDrop(app.url, { maxDownloads: 5 })
  // The tries before it have to wait up to an hour each, so the database is told of them.
  const database = new Sqlite(join(app.dataDir, 'snowdrop.db'))
  database.prepare('UPDATE "Link" SET "wrongTries" = 99 WHERE "locator" = ?').run(drop.locator)
  database.close()
  expect((await open(drop, randomToken())).code).toBe('not-found')
  expect((await open(drop)).code).toBe('frozen')
  expect((await claim(app.url, drop)).status).toBe(423)
  expect((await show(drop)).links).toMatchObject([{ frozen: true, wrongTries: 100 }])
  expect((await change(drop, { unfreeze: true })).body).toMatchObject({ frozen: false, wrongTries: 0 })
  expect(await open(drop)).toMatchObject({ wrappedKey: drop.wrappedKey })
})
