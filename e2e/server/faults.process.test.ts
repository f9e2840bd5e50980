import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Fault } from '../servers/faulty-storage.ts'
import { expectInvariant } from '../servers/invariant.ts'
import { type Replicas, startReplicas } from '../servers/replicas.ts'
import { call, type LiveDrop, newLink } from './api-client.ts'
import { createPatientClient, type PatientClient } from './patient-client.ts'

// Two replicas on one PostgreSQL and one bucket, which go wrong in turn. Clients are as patient as ours are.
let replicas: Replicas
let client: PatientClient
beforeAll(async () => {
  // Far away, but counted: each has connections to the database of its own.
  const limits = { SNOWDROP_LIMIT_BYTES: '1024 GiB', SNOWDROP_LIMIT_BYTES_RECEIVED: '1024 GiB' }
  replicas = await startReplicas(2, { SNOWDROP_LIMIT_REQUESTS: '1000000', ...limits })
  client = createPatientClient(replicas.url)
})
afterAll(() => replicas.stop())
afterEach(async () => {
  replicas.storage.mend()
  await expectInvariant(replicas)
})

const ready = async () => (await fetch(`${replicas.app(0).url}/api/health/ready`)).status
const isReady = () => expect.poll(ready, { interval: 250 }).toBe(200)
const all = (fault: Fault) => () => fault
/** Sends and receives, whatever is wrong: resolves once all is well. */
async function transfer(): Promise<LiveDrop> {
  const drop = await client.send()
  await client.receive(drop)
  return drop
}
const deletesOf = ({ id }: { id: string }) =>
  replicas.storage.done.filter(({ verb, key }) => verb === 'delete' && key.endsWith(id)).length

describe('storage', () => {
  test.each<[string, Fault]>([
    ['is down', { kind: 'down' }],
    ['answers 503', { kind: 'answer', status: 503, code: 'SlowDown' }],
    ['answers 500', { kind: 'answer', status: 500, code: 'InternalError' }],
  ])('%s: uploads wait for it, links end at once, bytes go when it is back', async (_, fault) => {
    const drop = await client.send()
    const begun = await client.begin(1)
    const failures = await replicas.metric('snowdrop_deletion_failures_total')
    replicas.storage.break(all(fault))
    const stored = client.storePart(begun, 1)
    const completed = stored.then(() => client.complete(begun))
    await client.revoke(drop)
    expect(await client.look(drop)).toMatchObject({ state: 'ended', reason: 'revoked' })
    await expect.poll(ready).toBe(503)
    await expect
      .poll(() => replicas.metric('snowdrop_deletion_failures_total'), { interval: 250 })
      .toBeGreaterThan(failures)
    expect((await replicas.rows()).deletions).toEqual([drop.id])
    replicas.storage.mend()
    await isReady()
    await client.receive(await completed)
  })

  test('does what it is asked, and its answer is lost: nothing is done twice that counts', async () => {
    const lost = new Set<string>()
    // Of each thing that is asked, the first answer.
    replicas.storage.break(({ verb, key }) => {
      if (lost.has(verb + key)) return null
      lost.add(verb + key)
      return { kind: 'lost' }
    })
    const drop = await transfer()
    await expect.poll(() => deletesOf(drop)).toBeGreaterThan(0)
    expect(lost.size).toBeGreaterThan(4)
  })

  test('is slow: transfers take their time, and a deletion that outlasts its turn is counted once', async () => {
    replicas.storage.break(all({ kind: 'slow', ms: 300 }))
    await transfer()
    const drop = await client.send()
    await expectInvariant(replicas)
    const before = await replicas.metric('snowdrop_deletions_total')
    // Nobody hears that it is done before the other replica, whose turn it is after ten seconds, has done it too.
    const twice = Promise.withResolvers<undefined>()
    let asked = 0
    replicas.storage.break(({ verb, key }) => {
      if (verb !== 'delete' || !key.endsWith(drop.id)) return null
      asked += 1
      if (asked === 2) twice.resolve(undefined)
      return { kind: 'held', until: twice.promise }
    })
    await client.revoke(drop)
    await twice.promise
    await expectInvariant(replicas)
    expect(await replicas.metric('snowdrop_deletions_total')).toBe(before + 1)
  })

  test('is full: an upload waits and goes on once there is room, and what ends makes room all the same', async () => {
    const [begun, drop] = [await client.begin(1), await client.send()]
    replicas.ceph.setQuota(1024)
    // Ours shows this and tries again every now and then (lib/client/patience.ts).
    const full = expect.objectContaining({ code: 'storage-full' }) as unknown
    await expect.poll(() => client.storePart(begun, 1).catch((error: unknown) => error)).toEqual(full)
    await client.revoke(drop)
    await expectInvariant(replicas)
    replicas.ceph.setQuota(null)
    await expect
      .poll(() =>
        client.storePart(begun, 1).then(
          () => true,
          () => false,
        ),
      )
      .toBe(true)
    await client.receive(await client.complete(begun))
  })
})

test.each(['fast', 'immediate'] as const)(
  'the database is restarted (%s) under load: every transfer ends well, every count is exact',
  async (mode) => {
    let over = false
    const transfers = Array.from({ length: 6 }, async () => {
      for (let times = 0; !over || times < 2; times += 1) await transfer()
    })
    await replicas.postgres.halt(mode)
    await expect.poll(ready, { interval: 250 }).toBe(503)
    await replicas.postgres.resume()
    await isReady()
    over = true
    await Promise.all(transfers)
    for (const index of [0, 1]) expect(() => process.kill(replicas.app(index).pid, 0)).not.toThrow()
  },
)

/** A drop with three more links, which is not done before the last of the four has ended. */
async function sendToFour(): Promise<LiveDrop> {
  const drop = await client.send()
  for (let times = 0; times < 3; times += 1) {
    const { request } = await newLink()
    const { status } = await call(replicas.url, 'POST', `/drops/${drop.id}/links`, drop.owner, request)
    expect(status).toBe(200)
  }
  return drop
}

test('a thousand links to 250 drops that expire in the same second are all ended, and the bytes deleted, each once', async () => {
  const drops: LiveDrop[] = []
  const send = async () => {
    while (drops.length < 250) drops.push(await sendToFour())
  }
  await Promise.all(Array.from({ length: 10 }, send))
  const before = await replicas.metric('snowdrop_deletions_total')
  const database = new pg.Client({ connectionString: replicas.databaseUrl })
  await database.connect()
  const { rowCount } = await database.query(
    `UPDATE "Link" SET "expiresAt" = date_trunc('second', now() AT TIME ZONE 'utc') + interval '1 s' * random() WHERE "endedAt" IS NULL`,
  )
  await database.end()
  expect(rowCount).toBe(drops.length * 4)
  const began = performance.now()
  const living = async () => (await replicas.rows()).links.filter(({ ended }) => !ended)
  await expect.poll(living, { timeout: 60_000, interval: 250 }).toEqual([])
  await expectInvariant(replicas)
  console.log(`1,000 expiries: the last deletion was confirmed after ${Math.round(performance.now() - began)} ms`)
  expect(new Set(drops.map(deletesOf))).toEqual(new Set([1]))
  expect(await replicas.metric('snowdrop_deletions_total')).toBe(before + drops.length)
})
