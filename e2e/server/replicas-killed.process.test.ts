import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startCli } from '../cli/run-cli.ts'
import { storeDrop } from '../cli/stored-drop.ts'
import { holdRow } from '../servers/held-row.ts'
import { expectInvariant } from '../servers/invariant.ts'
import { type Replicas, startReplicas } from '../servers/replicas.ts'
import { claim, liveDrop } from './api-client.ts'
import { createPatientClient, type PatientClient } from './patient-client.ts'

// Three real processes behind a proxy that sends each request to the next one, on one PostgreSQL and one bucket.
let replicas: Replicas
let client: PatientClient
beforeAll(async () => {
  replicas = await startReplicas()
  client = createPatientClient(replicas.url)
})
afterAll(() => replicas.stop())
// Whatever a test did to them: nothing is lost, nothing is left.
afterEach(() => expectInvariant(replicas))

/** Which replicas were asked about this, in order. */
const askedAbout = (id: string) =>
  replicas.proxy.passed.filter(({ path }) => path.includes(id)).map(({ replica }) => replica)

/** The replica that is at work on a request for `path`, once there is one. */
async function atWorkOn(path: string): Promise<number> {
  const find = () => replicas.proxy.passed.findLast((each) => each.path.endsWith(path) && each.status === 0)
  await expect.poll(find).toBeDefined()
  return find()?.replica ?? -1
}

async function killAndRevive(index: number, meanwhile: () => Promise<unknown> = () => Promise.resolve()) {
  await replicas.kill(index)
  await meanwhile()
  await replicas.revive(index)
}

test.each([1, 5])('of 200 parallel claims on %i places exactly that many succeed', async (places) => {
  const drop = await liveDrop(replicas.url, { maxDownloads: places })
  const answers = await Promise.all(Array.from({ length: 200 }, () => claim(replicas.url, drop)))
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(places)
  expect(answers.filter(({ body }) => body.code === 'held')).toHaveLength(200 - places)
  expect(new Set(askedAbout(drop.locator))).toEqual(new Set([0, 1, 2]))
})

test('no request of an upload or of a download goes where the one before it went', async () => {
  const drop = await client.send({ parts: 2 })
  const lease = await client.claim(drop)
  await client.read(lease, drop)
  await client.finish(lease)
  for (const id of [drop.id, lease.id]) {
    const asked = askedAbout(id)
    expect(asked.length).toBeGreaterThan(1)
    expect(asked.every((replica, index) => index === 0 || replica !== asked[index - 1])).toBe(true)
  }
})

test('every deletion happens exactly once', async () => {
  const drops = await Promise.all(Array.from({ length: 60 }, () => client.send()))
  const before = await replicas.metric('snowdrop_deletions_total')
  await Promise.all(drops.map((drop, index) => (index % 2 === 0 ? client.revoke(drop) : client.receive(drop))))
  await expectInvariant(replicas)
  const deleted = replicas.storage.done.filter(({ verb }) => verb === 'delete').map(({ key }) => key)
  for (const { id } of drops) expect(deleted.filter((key) => key.endsWith(id))).toHaveLength(1)
  expect(await replicas.metric('snowdrop_deletions_total')).toBe(before + 60)
})

describe('a replica is killed in the middle of', () => {
  test('the grants of an upload: they come from another one', async () => {
    const begun = await client.begin(1)
    const row = await holdRow(replicas.databaseUrl, 'SELECT 1 FROM "Drop" WHERE "id" = $1', begun.id)
    const stored = client.storePart(begun, 1)
    const index = await atWorkOn(`/drops/${begun.id}/grants`)
    await expect.poll(row.waiting).toBe(1)
    await killAndRevive(index, async () => {
      await row.release()
      await stored
      await client.receive(await client.complete(begun))
    })
  })

  test('a completion that storage has done already: the drop goes live once', async () => {
    const begun = await client.begin(2)
    for (const number of [1, 2]) await client.storePart(begun, number)
    const answer = Promise.withResolvers<undefined>()
    replicas.storage.break(({ verb }) => (verb === 'complete' ? { kind: 'held', until: answer.promise } : null))
    const completed = client.complete(begun, { maxDownloads: 2 })
    const index = await atWorkOn(`/drops/${begun.id}/complete`)
    const isDone = () => replicas.storage.done.some(({ verb, key }) => verb === 'complete' && key.endsWith(begun.id))
    await expect.poll(isDone).toBe(true)
    await killAndRevive(index, async () => {
      replicas.storage.mend()
      answer.resolve(undefined)
      await client.receive(await completed)
    })
    expect((await replicas.rows()).links.filter(({ dropId }) => dropId === begun.id)).toHaveLength(1)
  })

  test('a claim: the same lease comes from another one, and takes one place', async () => {
    const drop = await client.send({ maxDownloads: 2 })
    const row = await holdRow(replicas.databaseUrl, 'SELECT 1 FROM "Link" WHERE "locator" = $1', drop.locator)
    const claimed = client.claim(drop)
    const index = await atWorkOn(`/links/${drop.locator}/leases`)
    await expect.poll(row.waiting).toBe(1)
    await killAndRevive(index, async () => {
      await row.release()
      await client.finish(await claimed)
    })
    const [link] = (await replicas.rows()).links.filter(({ locator }) => locator === drop.locator)
    expect(link).toMatchObject({ counted: 1, running: 0, placesLeft: 1 })
  })

  test('a download, at a window and at its end: it goes on, and counts once', async () => {
    const drop = await client.send({ parts: 2, maxDownloads: 2 })
    const lease = await client.claim(drop)
    const row = await holdRow(replicas.databaseUrl, 'SELECT 1 FROM "Lease" WHERE "id" = $1', lease.id)
    const read = client.read(lease, drop)
    const first = await atWorkOn(`/leases/${lease.id}/grants`)
    await expect.poll(row.waiting).toBe(1)
    await killAndRevive(first, async () => {
      await row.release()
      await read
    })
    const link = await holdRow(replicas.databaseUrl, 'SELECT 1 FROM "Link" WHERE "locator" = $1', drop.locator)
    const finished = client.finish(lease)
    const second = await atWorkOn(`/leases/${lease.id}/complete`)
    await expect.poll(link.waiting).toBeGreaterThan(0)
    await killAndRevive(second, async () => {
      await link.release()
      await finished
    })
    expect(await client.look(drop)).toMatchObject({ state: 'live', placesLeft: 1 })
  })

  test("the reaper's round, between a deletion and its confirmation: another one confirms it", async () => {
    const drop = await client.send()
    const answer = Promise.withResolvers<undefined>()
    replicas.storage.break(({ verb, key }) =>
      verb === 'delete' && key.endsWith(drop.id) ? { kind: 'held', until: answer.promise } : null,
    )
    const before = replicas.storage.done.length
    await client.revoke(drop)
    const find = () => replicas.storage.done.slice(before).find(({ verb }) => verb === 'delete')
    await expect.poll(find).toMatchObject({ verb: 'delete', key: `drops/${drop.id}` })
    const rows = await replicas.rows()
    expect(rows.deletions).toEqual([drop.id])
    expect(rows.heldBytes).toBeGreaterThanOrEqual(drop.sealedLength)
    await killAndRevive(Number(find()?.by), async () => {
      replicas.storage.mend()
      answer.resolve(undefined)
      await expectInvariant(replicas)
    })
  })
})

test('one replica after another is killed under load: every transfer ends well, every count is exact', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'snowdrop-killed-'))
  const bytes = new Uint8Array(randomBytes(20 * 2 ** 20))
  const { link } = await storeDrop(replicas.url, { files: [{ path: 'a.bin', bytes }] })
  let over = false
  const transfers = Array.from({ length: 8 }, async () => {
    for (let times = 0; !over || times < 2; times += 1) {
      const drop = await client.send({ maxDownloads: 1 + (times % 2) })
      await client.receive(drop)
    }
  })
  const received = startCli(['receive', link], { cwd, home: join(cwd, 'home') }).ended
  for (const index of [0, 1, 2]) await killAndRevive(index)
  over = true
  await Promise.all(transfers)
  expect(await received).toMatchObject({ code: 0 })
  expect(readFileSync(join(cwd, 'a.bin')).equals(bytes)).toBe(true)
  rmSync(cwd, { recursive: true })
})
