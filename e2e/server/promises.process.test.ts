import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sealHint } from '../../lib/crypto/hint.ts'
import { cryptoRandom } from '../../lib/crypto/random-source.ts'
import { encodeBase64url } from '../../lib/format/bytes.ts'
import { type AppServer, startApp } from '../servers/app-server.ts'
import { call, claim, complete, hashOf, type LiveDrop, liveDrop, randomId, randomToken, upload } from './api-client.ts'

let app: AppServer
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.destroy())

function files(server: AppServer): string[] {
  return readdirSync(server.dataDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}

/** Whether storage holds anything under a drop's id. */
const isStored = (server: AppServer, id: string) => files(server).some((path) => path.includes(id))
/** All that the server keeps on disk, as one buffer. */
const everything = (server: AppServer) => Buffer.concat(files(server).map((path) => readFileSync(path)))
const look = (drop: LiveDrop) => call(app.url, 'GET', `/links/${drop.locator}`)
const gone = (server: AppServer, id: string) => expect.poll(() => isStored(server, id), { timeout: 15_000 }).toBe(false)

describe('downloads are counted exactly', () => {
  test.each([1, 5])('of 200 parallel claims on %i places exactly that many succeed', async (places) => {
    const drop = await liveDrop(app.url, { maxDownloads: places })
    const answers = await Promise.all(Array.from({ length: 200 }, () => claim(app.url, drop)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(places)
    expect(answers.filter(({ body }) => body.code === 'held')).toHaveLength(200 - places)
  })

  test('an interrupted download is given back, a half-granted one is counted', async () => {
    const drop = await liveDrop(app.url, { parts: 9, maxDownloads: 2 })
    const first = await claim(app.url, drop)
    expect((await look(drop)).body.placesLeft).toBe(1)
    expect((await call(app.url, 'DELETE', `/leases/${first.id}`, first.token)).status).toBe(204)
    expect((await look(drop)).body.placesLeft).toBe(2)
    const second = await claim(app.url, drop)
    await call(app.url, 'POST', `/leases/${second.id}/grants`, second.token, { firstPart: 5 })
    await call(app.url, 'DELETE', `/leases/${second.id}`, second.token)
    expect((await look(drop)).body.placesLeft).toBe(1)
  })

  test('what is granted can be fetched, exactly, and nothing else', async () => {
    const drop = await liveDrop(app.url, { parts: 3 })
    const { body } = await claim(app.url, drop)
    const grant = body.grant as { url: string; headers: Record<string, string>; length: number }
    const response = await fetch(new URL(grant.url, app.url), { headers: grant.headers })
    expect((await response.arrayBuffer()).byteLength).toBe(drop.sealedLength)
    const other = grant.url.replace(/length=\d+/, 'length=1')
    expect((await fetch(new URL(other, app.url), { headers: grant.headers })).status).toBe(403)
  })
})

describe('looking is free', () => {
  test('GET, HEAD, OPTIONS and prefetches of page and API change nothing', async () => {
    const drop = await liveDrop(app.url)
    const before = (await look(drop)).body
    const prefetch = { purpose: 'prefetch', 'sec-purpose': 'prefetch;prerender', 'next-router-prefetch': '1' }
    for (const path of [
      '/d',
      `/api/v1/links/${drop.locator}`,
      `/api/v1/links/${drop.locator}/leases`,
      `/api/v1/links/${drop.locator}/open`,
    ]) {
      for (const method of ['GET', 'HEAD', 'OPTIONS']) await fetch(`${app.url}${path}`, { method, headers: prefetch })
    }
    for (let times = 0; times < 20; times += 1) await call(app.url, 'POST', `/links/${drop.locator}/open`, drop.access)
    expect((await look(drop)).body).toEqual(before)
  })

  test.each(['/', '/d', '/nothing', '/icon.svg', '/look/frame.html', '/download-worker.js'])(
    '%s is read, and takes nothing',
    async (path) => {
      for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
        const { status, headers } = await fetch(`${app.url}${path}`, {
          method,
          ...(method === 'POST' && { body: 'x' }),
        })
        expect([status, headers.get('allow')], method).toEqual([405, 'GET, HEAD'])
      }
    },
  )
})

describe('expired is expired', () => {
  test('no lease from the millisecond on, and the bytes go within seconds', async () => {
    const short = await startApp({ SNOWDROP_EXPIRY_MIN: '1s', SNOWDROP_EXPIRY_CHOICES: '2s,1d' })
    const drop = await liveDrop(short.url, { expiresIn: 2, maxDownloads: 100 })
    expect(isStored(short, drop.id)).toBe(true)
    let lastSuccess = 0
    let firstRefusal = 0
    while (firstRefusal === 0) {
      const asked = Date.now()
      const answer = await claim(short.url, drop)
      if (answer.status === 200) lastSuccess = asked
      else firstRefusal = Date.now()
      expect(answer.status === 200 ? 'claimed' : answer.body.code).toBe(answer.status === 200 ? 'claimed' : 'expired')
      await sleep(30)
    }
    expect(lastSuccess).toBeGreaterThan(0)
    expect(lastSuccess).toBeLessThan(drop.expiresAt)
    expect(firstRefusal).toBeGreaterThanOrEqual(drop.expiresAt)
    await gone(short, drop.id)
    expect((await call(short.url, 'GET', `/links/${drop.locator}`)).body).toMatchObject({
      state: 'ended',
      reason: 'expired',
    })
    await short.destroy()
  })
})

describe('after the end', () => {
  test('the bytes are gone from storage, and the wrapped key and the sealed hint from every file', async () => {
    const hint = encodeBase64url(cryptoRandom(272))
    const drop = await liveDrop(app.url, { hint })
    expect((await look(drop)).body.hint).toBe(hint)
    expect(everything(app).includes(Buffer.from(drop.wrappedKey))).toBe(true)
    const lease = await claim(app.url, drop)
    await call(app.url, 'POST', `/leases/${lease.id}/complete`, lease.token)
    await gone(app, drop.id)
    const keyIsKept = () => [drop.wrappedKey, hint].some((text) => everything(app).includes(Buffer.from(text)))
    await expect.poll(keyIsKept, { timeout: 15_000 }).toBe(false)
    expect((await look(drop)).body).toMatchObject({ state: 'ended', reason: 'used-up' })
    expect((await call(app.url, 'POST', `/links/${drop.locator}/open`, drop.access)).body.code).toBe('used-up')
    await expect.poll(async () => (await call(app.url, 'GET', `/drops/${drop.id}`, drop.owner)).body.stored).toBe(false)
  })
})

describe('kill -9', () => {
  test('between the end and the deletion: the next start deletes', async () => {
    const first = await startApp({ SNOWDROP_REAP_INTERVAL: '1h' })
    const drop = await liveDrop(first.url, { parts: 3 })
    const lease = await claim(first.url, drop)
    // The answer may come before the nudged reaper is done; killed at once, whatever it has done so far must be enough
    // to go on from.
    await call(first.url, 'POST', `/leases/${lease.id}/complete`, lease.token)
    await first.stop('SIGKILL')
    const second = await startApp({}, first)
    await gone(second, drop.id)
    expect((await call(second.url, 'GET', `/links/${drop.locator}`)).body).toMatchObject({ reason: 'used-up' })
    await second.destroy()
  })

  test('between the upload and its completion: the sender goes on, and nothing is lost', async () => {
    const first = await startApp()
    const begun = await upload(first.url, 2)
    await first.stop('SIGKILL')
    const second = await startApp({}, first)
    const drop = await complete(second.url, begun)
    expect((await call(second.url, 'GET', `/links/${drop.locator}`)).body).toMatchObject({
      state: 'live',
      sealedLength: begun.sealedLength,
    })
    await second.stop('SIGKILL')
    const third = await startApp({}, second)
    const claimed = await claim(third.url, drop)
    expect(claimed.status).toBe(200)
    await third.destroy()
  })

  test('in the middle of a hundred claims: no place is given twice, none is lost', async () => {
    const first = await startApp()
    const drop = await liveDrop(first.url, { maxDownloads: 20, parts: 9 })
    const leases = Array.from({ length: 100 }, () => ({ id: randomId(), token: randomToken() }))
    const ask = async (origin: string, { id, token }: { id: string; token: string }) =>
      call(origin, 'POST', `/links/${drop.locator}/leases`, drop.access, { id, tokenHash: await hashOf(token) }).catch(
        () => null,
      )
    const asked = leases.map((lease) => ask(first.url, lease))
    await sleep(30)
    await first.stop('SIGKILL')
    await Promise.all(asked)
    const second = await startApp({}, first)
    // Every client retries with its own lease id, as ours do.
    const answers = await Promise.all(leases.map((lease) => ask(second.url, lease)))
    expect(answers.filter((answer) => answer?.status === 200)).toHaveLength(20)
    await second.destroy()
  })
})

describe('stopping and starting', () => {
  test('SIGTERM ends with status 0', async () => {
    const server = await startApp()
    expect(await server.stop('SIGTERM')).toBe(0)
    await server.destroy()
  })

  test.each([
    ['PORT', 'abc'],
    ['SNOWDROP_EXPIRY_DEFAULT', '0.5'],
    ['SNOWDROP_MAX_DROP_SIZE', '50 TB'],
    ['SNOWDROP_STORAGE', 's3'],
  ])('a broken %s is refused by name', async (variable, value) => {
    await expect(startApp({ [variable]: value })).rejects.toThrow(
      variable === 'SNOWDROP_STORAGE' ? 'SNOWDROP_S3_BUCKET' : variable,
    )
  })
})

describe('what is kept', () => {
  test('no token, address, hint or request body is in the database, the storage or the log', async () => {
    const words = 'surely-not-read'
    const hint = encodeBase64url(await sealHint({ secret: cryptoRandom(16), salt: cryptoRandom(32) }, words))
    const drop = await liveDrop(app.url, { maxDownloads: 5, hint })
    const lease = await claim(app.url, drop)
    await call(app.url, 'POST', `/links/${drop.locator}/open`, randomToken())
    await call(app.url, 'POST', '/drops', undefined, { nonsense: 'surely-not-logged' })
    const kept = Buffer.concat([everything(app), Buffer.from(app.log())])
    // The scan finds what is meant to be there …
    expect(kept.includes(Buffer.from(drop.locator))).toBe(true)
    expect(kept.includes(Buffer.from(hint))).toBe(true)
    expect(kept.includes(Buffer.from(`part 1 of ${drop.id}`))).toBe(true)
    // … and nothing of what is not.
    for (const token of [drop.owner, drop.access, lease.token]) {
      expect(kept.includes(Buffer.from(token))).toBe(false)
      expect(kept.includes(Buffer.from(token, 'base64url'))).toBe(false)
    }
    for (const text of ['127.0.0.1', '::ffff', '::1', 'surely-not-logged', words, 'node-fetch', 'undici']) {
      expect(kept.includes(Buffer.from(text)), text).toBe(false)
    }
    expect(app.log()).not.toContain(drop.locator)
    expect(app.log()).not.toContain(drop.id)
    expect(app.log()).not.toContain(hint)
  })
})

describe('hostile requests', () => {
  test.each([
    ['no JSON', '{', 400, 'bad-request'],
    ['a foreign field', JSON.stringify({ extra: 1 }), 400, 'bad-request'],
    ['a body beyond its bound', JSON.stringify({ words: 'x'.repeat(2_000_000) }), 413, 'too-large'],
  ])('%s is refused', async (_, body, status, code) => {
    const response = await fetch(`${app.url}/api/v1/drops`, { method: 'POST', body })
    expect(response.status).toBe(status)
    expect(((await response.json()) as { code: string }).code).toBe(code)
  })

  test.each(['abc', '0.5', '-1', 0, -1, 0.5, 1e21, true])(
    'an expiry of %j never becomes "never"',
    async (expiresIn) => {
      const begun = await upload(app.url, 1)
      await expect(complete(app.url, begun, { expiresIn: expiresIn as number, maxDownloads: 1 })).rejects.toThrow(
        /400|bad-request/,
      )
    },
  )

  test.each(['/%6cook/frame.html', '/look%2fframe.html', '/look/%66rame.html', '/%256cook/frame.html'])(
    'what is found at %s is never answered as a page',
    async (path) => {
      const { headers } = await fetch(app.url + path, { redirect: 'manual' })
      expect(headers.get('content-security-policy')).toMatch(/^sandbox/)
    },
  )

  test.each(['..%2f..%2fsigning.key', '%00', 'A'.repeat(21), 'A'.repeat(5000)])(
    'the id %s is not found',
    async (id) => {
      for (const path of [`/api/v1/links/${id}`, `/blobs/${id}?offset=0&length=1&expires=9999999999999&signature=AA`]) {
        expect([400, 403, 404, 431]).toContain((await fetch(`${app.url}${path}`)).status)
      }
    },
  )
})
