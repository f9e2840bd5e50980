import { afterAll, beforeAll, expect, test } from 'vitest'
import { createMemoryByteLimiter, type Direction } from '../adapters/rate-limiter/byte-limiter.ts'
import { cryptoRandom } from '../crypto/random-source.ts'
import { GRANT_MS, LEASE_IDLE_MS } from '../drop/limits.ts'
import { encodeBase64url } from '../format/bytes.ts'
import { DropError, isDropError } from '../format/drop-error.ts'
import { leaseId } from '../wire/fields.ts'
import { beginUpload } from './begin-upload.ts'
import { claimLease } from './claim-lease.ts'
import { grantDownload } from './grant-download.ts'
import { grantUpload } from './grant-upload.ts'
import { renewLease } from './renew-lease.ts'
import { liveDrop, newDrop, newToken, openTestServer, type TestServer } from './server.fixture.ts'

/** A stored part of the default geometry, and the last part of the fixture's drops, in KiB. */
const PART = 64 * (2 ** 18 + 16)
const KIB = 1024
const LAST_KIB = 65

let server: TestServer
beforeAll(async () => {
  server = await openTestServer()
})
afterAll(() => server.close())

const outcome = (promise: Promise<unknown>) =>
  promise.then(
    () => 'succeeded',
    (error: unknown) => (isDropError(error) ? error.code : error),
  )

/** The bytes of one client, and how much of them is left in KiB. */
function client(bytes: number, direction: Direction) {
  const limiter = createMemoryByteLimiter(bytes, direction, () => server.clock)
  let taken = 0
  const meter = {
    take: async (many: number) => {
      await limiter.take('a', many)
      taken += Math.ceil(many / KIB)
    },
    giveBack: async (many: number) => {
      await limiter.giveBack('a', many)
      taken -= Math.ceil(many / KIB)
    },
  }
  return { meter, taken: () => taken }
}

async function uploading() {
  const { id, owner, begin } = await newDrop()
  await beginUpload(server.deps, begin)
  return (meter: Parameters<typeof grantUpload>[4], number: number, length: number, deps = server.deps) =>
    outcome(grantUpload(deps, id, owner.token, { parts: [{ number, length }] }, meter))
}

test('each byte counts once with who sends it, whatever is asked for again', async () => {
  const { meter, taken } = client(2 * PART, 'sent')
  const grant = await uploading()
  expect(await grant(meter, 1, PART)).toBe('succeeded')
  expect(await grant(meter, 1, PART)).toBe('succeeded')
  expect(taken()).toBe(PART / KIB)
  expect(await grant(meter, 2, PART)).toBe('succeeded')
  expect(await grant(meter, 3, 1)).toBe('too-many-bytes')
  expect(await grant(meter, 2, PART)).toBe('succeeded')
  const other = await uploading()
  expect(await other(meter, 1, 1)).toBe('too-many-bytes')
  expect(await other(null, 1, 1)).toBe('succeeded')
  expect(await grant(meter, 3, 1)).toBe('too-many-bytes')
  expect(taken()).toBe((2 * PART) / KIB)
})

test('parts that are granted along with the beginning count as others do, and only once', async () => {
  const { meter, taken } = client(2 * PART, 'sent')
  const { id, owner, begin } = await newDrop()
  const parts = [{ number: 1, length: PART }]
  const { granted } = await beginUpload(server.deps, { ...begin, parts }, meter)
  expect(granted?.grants.map(({ number }) => number)).toEqual([1])
  expect(taken()).toBe(PART / KIB)
  // Whoever sends it again shows no owner's token.
  expect(await beginUpload(server.deps, { ...begin, parts }, meter)).toEqual({ id })
  await grantUpload(server.deps, id, owner.token, { parts }, meter)
  expect(taken()).toBe(PART / KIB)
})

test('a drop whose first parts cannot be granted is begun all the same', async () => {
  const { meter, taken } = client(PART - KIB, 'sent')
  const { id, owner, begin } = await newDrop()
  const parts = [{ number: 1, length: PART }]
  expect(await beginUpload(server.deps, { ...begin, parts }, meter)).toEqual({ id })
  expect(taken()).toBe(0)
  expect(await outcome(grantUpload(server.deps, id, owner.token, { parts }, meter))).toBe('too-many-bytes')
  expect(await outcome(grantUpload(server.deps, id, owner.token, { parts }))).toBe('succeeded')
})

test('what was not granted is not counted', async () => {
  const { meter, taken } = client(2 * PART, 'sent')
  const grant = await uploading()
  const full = { ...server.deps, limits: { ...server.deps.limits, storageMax: 1 } }
  expect(await grant(meter, 1, PART, full)).toBe('storage-full')
  const hold = () => Promise.reject(new DropError('unavailable'))
  const broken = { ...server.deps, drops: { ...server.deps.drops, hold } }
  expect(await grant(meter, 1, PART, broken)).toBe('unavailable')
  expect(taken()).toBe(0)
})

test('a download counts whole with its claim, once, and takes no place where it does not fit', async () => {
  const { meter, taken } = client((2 * LAST_KIB + 10) * KIB, 'received')
  const drop = await liveDrop(server, { maxDownloads: 5 })
  const claim = async (id = leaseId.parse(encodeBase64url(cryptoRandom(16))), hash?: string) => {
    const tokenHash = (hash as Awaited<ReturnType<typeof newToken>>['hash'] | undefined) ?? (await newToken()).hash
    const answer = await outcome(claimLease(server.deps, drop.locator, drop.access, { id, tokenHash }, meter))
    return { answer, id, tokenHash }
  }
  const first = await claim()
  expect(first.answer).toBe('succeeded')
  expect((await claim()).answer).toBe('succeeded')
  expect((await claim()).answer).toBe('too-many-bytes')
  expect((await claim(first.id, first.tokenHash)).answer).toBe('succeeded')
  expect(taken()).toBe(2 * LAST_KIB)
  expect((await server.deps.links.find(drop.locator))?.link.running).toBe(2)
})

async function claimed(parts: number, meter: Parameters<typeof claimLease>[4]) {
  const drop = await liveDrop(server, { parts })
  const { token, hash: tokenHash } = await newToken()
  const id = leaseId.parse(encodeBase64url(cryptoRandom(16)))
  const claim = () => claimLease(server.deps, drop.locator, drop.access, { id, tokenHash }, meter)
  const { grant: first } = await claim()
  const grant = (firstPart: number) => outcome(grantDownload(server.deps, id, token, { firstPart }, meter))
  return { id, token, claim, first, grant }
}

test('parts that are granted again count again, as many as they are, and are not granted where they do not fit', async () => {
  const whole = 8 * (PART / KIB) + LAST_KIB
  const { meter, taken } = client((whole + 5 * (PART / KIB) + LAST_KIB) * KIB, 'received')
  const { id, token, grant } = await claimed(9, meter)
  // Windows of four: 1 to 4 came with the claim.
  expect(await grant(5)).toBe('succeeded')
  expect(taken()).toBe(whole)
  expect(await grant(8)).toBe('succeeded')
  expect(taken()).toBe(whole + PART / KIB)
  expect(await grant(9)).toBe('succeeded')
  expect(taken()).toBe(whole + PART / KIB + LAST_KIB)
  expect(await grant(1)).toBe('succeeded')
  expect(await grant(9)).toBe('too-many-bytes')
  expect(taken()).toBe(whole + 5 * (PART / KIB) + LAST_KIB)
  await expect(grantDownload(server.deps, id, token, { firstPart: 9 }, meter)).rejects.toMatchObject({
    facts: { subject: 'again', at: expect.any(Number) as number },
  })
  expect((await server.deps.leases.find(id))?.state).toBe('running')
})

test('of many grants of the same parts at once each but one counts', async () => {
  const { meter, taken } = client(2 ** 40, 'received')
  const { grant } = await claimed(9, meter)
  const before = taken()
  const all = await Promise.all(Array.from({ length: 5 }, () => grant(5)))
  expect(new Set(all)).toEqual(new Set(['succeeded']))
  expect(taken() - before).toBe((4 * 4 * PART) / KIB)
})

test('a renewal counts nothing, however often it is asked for', async () => {
  const { meter, taken } = client(2 ** 40, 'received')
  const { id, token } = await claimed(9, meter)
  const before = [taken(), (await server.deps.leases.find(id))?.grantedParts]
  for (let times = 0; times < 10; times += 1)
    expect(await renewLease(server.deps, id, token)).toEqual({ lapsesAt: server.clock + LEASE_IDLE_MS })
  expect([taken(), (await server.deps.leases.find(id))?.grantedParts]).toEqual(before)
})

test('a claim that is heard again answers the same for five minutes, then counts as a grant', async () => {
  const { meter, taken } = client(2 ** 40, 'received')
  const { claim, first } = await claimed(9, meter)
  const before = taken()
  server.clock += GRANT_MS - 1
  const again = await claim()
  expect(again.grant).toMatchObject({ firstPart: first.firstPart, lastPart: first.lastPart })
  expect(taken()).toBe(before)
  expect(server.deps.blobs.get(again.grant.url)).toHaveLength(first.length)
  server.clock += 1
  expect(() => server.deps.blobs.get(again.grant.url)).toThrow('grant-ended')
  expect(server.deps.blobs.get((await claim()).grant.url)).toHaveLength(first.length)
  expect(taken()).toBe(before + (4 * PART) / KIB)
})

test('who finds no place has not received anything', async () => {
  const { meter, taken } = client(1000 * KIB, 'received')
  const drop = await liveDrop(server)
  const claims = await Promise.all(
    Array.from({ length: 10 }, async () => {
      const id = leaseId.parse(encodeBase64url(cryptoRandom(16)))
      const { hash: tokenHash } = await newToken()
      return outcome(claimLease(server.deps, drop.locator, drop.access, { id, tokenHash }, meter))
    }),
  )
  expect(claims.filter((each) => each === 'succeeded')).toHaveLength(1)
  expect(taken()).toBe(LAST_KIB)
})
