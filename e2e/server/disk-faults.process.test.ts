import { rmSync, statfsSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type AppServer, startApp } from '../servers/app-server.ts'
import { expectInvariant, type Instance } from '../servers/invariant.ts'
import { readRows } from '../servers/read-rows.ts'
import { readFolder } from '../servers/read-storage.ts'
import { mountSmallDisk, type SmallDisk } from '../servers/small-disk.ts'
import { call, claim, type Upload } from './api-client.ts'
import { createPatientClient, type PatientClient } from './patient-client.ts'

// The embedded default: one process, SQLite and files in one folder.
let app: AppServer
let client: PatientClient

function instanceOf({ dataDir }: AppServer): Instance {
  return {
    rows: () => readRows(`file:${join(dataDir, 'snowdrop.db')}`),
    held: () => readFolder(dataDir),
  }
}

/** `kill -9`, and a new process on what it left. Clients find it at the same address. */
async function crash(): Promise<void> {
  await app.stop('SIGKILL')
  app = await startApp({}, app)
}

describe('kill -9', () => {
  beforeAll(async () => {
    app = await startApp()
    client = createPatientClient(app.url)
  })
  afterAll(() => app.destroy())
  afterEach(() => expectInvariant(instanceOf(app)))

  /** Sends the first half of a part. */
  async function sendHalf({ id, owner }: Upload): Promise<void> {
    const { body } = await call(app.url, 'POST', `/drops/${id}/grants`, owner, {
      parts: [{ number: 1, length: 65_552 }],
    })
    const [grant] = body.grants as { url: string }[]
    const headers = { 'content-length': 65_552 }
    const put = request(new URL(grant?.url ?? '', app.url), { method: 'PUT', headers, agent: false })
    put.on('error', () => {})
    await new Promise((resolve) => put.write(Buffer.alloc(30_000), resolve))
  }

  test('in the middle of a part: the part counts as not stored, and is sent again', async () => {
    const begun = await client.begin(1)
    await sendHalf(begun)
    await crash()
    const early = client.complete(begun)
    await expect(early).rejects.toMatchObject({ code: 'upload-incomplete' })
    await client.storePart(begun, 1)
    await client.receive(await client.complete(begun))
  })

  // At moments that nobody chooses: whatever was done by then must be enough to go on from.
  test.each([5, 30])('%i ms into completions: each drop lives once, with all of its bytes', async (ms) => {
    const uploads = await Promise.all(Array.from({ length: 12 }, () => client.begin(1)))
    await Promise.all(uploads.map((upload) => client.storePart(upload, 1)))
    const completed = uploads.map((upload) => client.complete(upload))
    await sleep(ms)
    await crash()
    const drops = await Promise.all(completed)
    await expectInvariant(instanceOf(app))
    const ids = new Set(uploads.map(({ id }) => id))
    expect((await instanceOf(app).rows()).links.filter(({ dropId }) => ids.has(dropId))).toHaveLength(12)
    for (const drop of drops) await client.receive(drop)
  })

  test.each([5, 30])('%i ms into deletions: everything goes in the end', async (ms) => {
    const drops = await Promise.all(Array.from({ length: 12 }, () => client.send()))
    const revoked = drops.map((drop) => client.revoke(drop))
    await sleep(ms)
    await crash()
    await Promise.all(revoked)
    await expectInvariant(instanceOf(app))
    for (const { id } of drops) expect(readFolder(app.dataDir).finished.has(id)).toBe(false)
  })
})

describe('a full disk', () => {
  let disk: SmallDisk
  const settings = () => ({ SNOWDROP_DATA_DIR: disk.path })
  beforeEach(async () => {
    disk = mountSmallDisk(200)
    app = await startApp(settings())
    client = createPatientClient(app.url)
  })
  afterEach(async () => {
    await app.destroy()
    disk.remove()
  })
  const instance = (): Instance => instanceOf({ ...app, dataDir: disk.path })
  /** Something else takes all but `left` bytes. */
  const fill = (left: number) => {
    const { bavail, bsize } = statfsSync(disk.path)
    writeFileSync(foreign(), Buffer.alloc(bavail * bsize - left))
  }
  const foreign = () => join(disk.path, 'foreign')

  test('refuses parts, and what ends makes room again: never a row without its bytes', async () => {
    const live = await client.send({ maxDownloads: 2 })
    const large = await client.send({ parts: 2 })
    const begun = await client.begin(1)
    fill(8 << 20)
    // A part that would just fit, and leave the database nothing to write to.
    const { bavail, bsize } = statfsSync(disk.path)
    const part = { number: 1, length: bavail * bsize - 40_000 }
    const { body } = await call(app.url, 'POST', `/drops/${begun.id}/grants`, begun.owner, { parts: [part] })
    const [grant] = body.grants as { url: string }[]
    const put = { method: 'PUT', body: Buffer.alloc(part.length) }
    expect((await fetch(new URL(grant?.url ?? '', app.url), put)).status).toBe(507)
    // What lives can be had and ended, which makes room.
    await client.receive(live)
    await client.revoke(large)
    await expect.poll(() => readFolder(disk.path).finished.has(large.id)).toBe(false)
    rmSync(foreign())
    await client.storePart(begun, 1)
    await client.revoke(begun)
    await expectInvariant(instance())
    await client.receive(live)
  })

  test('of many uploads at once, those that find no room leave enough for endings', async () => {
    const uploads = await Promise.all(Array.from({ length: 12 }, () => client.begin(2)))
    const stored = await Promise.allSettled(uploads.map((upload) => client.storePart(upload, 1)))
    const refused = stored.filter(({ status }) => status === 'rejected')
    expect(refused.length).toBeGreaterThan(0)
    expect(refused.length).toBeLessThan(12)
    const codes = refused.map((each) => ({ ...each }) as PromiseRejectedResult).map(({ reason }) => reason as object)
    expect(codes).toEqual(refused.map(() => expect.objectContaining({ code: 'storage-full' }) as unknown))
    expect(statfsSync(disk.path).bavail).toBeGreaterThan(0)
    await Promise.all(uploads.map((upload) => client.revoke(upload)))
    await expectInvariant(instance())
    const drop = await client.send()
    await client.receive(drop)
  })

  test('to the last byte, by something else: nothing new, nothing lost, and it goes on once there is room', async () => {
    const drops = await Promise.all(Array.from({ length: 5 }, () => client.send()))
    fill(0)
    const answers = await Promise.all(drops.map((drop) => claim(app.url, drop)))
    for (const { status } of answers) expect([200, 503]).toContain(status)
    expect((await call(app.url, 'DELETE', `/drops/${drops[0]?.id ?? ''}`, drops[0]?.owner)).status).toBe(503)
    await app.stop('SIGKILL')
    rmSync(foreign())
    app = await startApp(settings(), app)
    await expectInvariant(instance())
    for (const drop of drops) expect(await client.look(drop)).toMatchObject({ state: 'live' })
    const drop = await client.send()
    await client.receive(drop)
    await expectInvariant(instance())
  })
})
