import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { expectInvariant } from '../servers/invariant.ts'
import { type Replicas, startReplicas } from '../servers/replicas.ts'
import { createSteppedClock } from '../servers/stepped-clock.ts'
import { type LiveDrop, randomId } from './api-client.ts'
import { createPatientClient, type PatientClient } from './patient-client.ts'

// Two replicas whose clock is set by an hour while they run; storage and database keep the true one.
const HOUR = 3600
const clock = createSteppedClock()
let replicas: Replicas
let client: PatientClient
beforeAll(async () => {
  replicas = await startReplicas(2, { ...clock.env, SNOWDROP_SWEEP_INTERVAL: '2s' })
  client = createPatientClient(replicas.url)
})
afterAll(async () => {
  await replicas.stop()
  clock.remove()
})
afterEach(async () => {
  replicas.storage.mend()
  await step(0)
  await expectInvariant(replicas)
})

/**
 * Sets the clock, and asks for the health of both as every proxy does: so they hear from storage what time it is there.
 */
async function step(seconds: number): Promise<void> {
  clock.step(seconds)
  for (const index of [0, 1]) {
    const ready = async () => (await fetch(`${replicas.app(index).url}/api/health/ready`)).status
    await expect.poll(ready).toBe(200)
  }
}
async function transfer(): Promise<LiveDrop> {
  const drop = await client.send()
  await client.receive(drop)
  return drop
}
const placesOf = async ({ locator }: LiveDrop) => {
  const found = (await replicas.rows()).links.find((link) => link.locator === locator)
  return { counted: found?.counted, running: found?.running, placesLeft: found?.placesLeft }
}
const isStored = async ({ id }: LiveDrop) => (await replicas.held()).finished.has(id)

test('an hour ahead: what is over by then ends and goes, for good; the rest goes on', async () => {
  const [over, lasting] = await Promise.all([
    client.send({ expiresIn: HOUR / 2, maxDownloads: 5 }),
    client.send({ expiresIn: 2 * HOUR, maxDownloads: 5 }),
  ])
  const begun = await client.begin(1)
  const lease = await client.claim(lasting)
  await step(HOUR)
  await expect(client.claim(over)).rejects.toMatchObject({ code: 'expired' })
  await expect.poll(() => isStored(over)).toBe(false)
  // Thirty idle minutes are over for who was downloading; a part of this size had been granted, so it counts.
  await expect(client.read(lease, lasting)).rejects.toMatchObject({ code: 'lease-ended' })
  await expect.poll(() => placesOf(lasting)).toEqual({ counted: 1, running: 0, placesLeft: 4 })
  // URLs are signed by storage's clock.
  await client.receive(lasting)
  await client.storePart(begun, 1)
  await client.receive(await client.complete(begun))
  await transfer()
  await step(0)
  await expect(client.claim(over)).rejects.toMatchObject({ code: 'expired' })
  expect(await client.look(over)).toMatchObject({ state: 'ended', reason: 'expired' })
  expect(await placesOf(lasting)).toEqual({ counted: 2, running: 0, placesLeft: 3 })
  await client.receive(lasting)
})

test('an hour back: what has ended stays so, and everything works', async () => {
  const [revoked, used, lasting] = [await client.send(), await transfer(), await client.send({ maxDownloads: 2 })]
  const begun = await client.begin(1)
  await client.revoke(revoked)
  await step(-HOUR)
  for (const drop of [revoked, used]) {
    expect(await client.look(drop)).toMatchObject({ state: 'ended' })
    await expect(client.claim(drop)).rejects.toMatchObject({
      code: expect.stringMatching(/^(revoked|used-up)$/) as string,
    })
  }
  await client.storePart(begun, 1)
  await client.receive(await client.complete(begun))
  await client.receive(lasting)
  await transfer()
  expect(await placesOf(lasting)).toEqual({ counted: 1, running: 0, placesLeft: 1 })
})

test('a clock that was ahead and is put right keeps no bytes that were to go meanwhile', async () => {
  const drop = await client.send({ expiresIn: 2 * HOUR })
  await step(HOUR)
  for (const index of [0, 1]) await replicas.kill(index)
  clock.step(HOUR)
  replicas.storage.break(({ verb }) => (verb === 'delete' ? { kind: 'down' } : null))
  await replicas.revive(0)
  await client.revoke(drop)
  await replicas.kill(0)
  replicas.storage.mend()
  clock.step(0)
  for (const index of [0, 1]) await replicas.revive(index)
  await expect.poll(() => isStored(drop)).toBe(false)
})

test('what no drop owns goes with the sweep once it is an hour old, and nothing else does', async () => {
  const [id, Bucket] = [randomId(), 'drops']
  await replicas.bucket.send(new PutObjectCommand({ Bucket, Key: `drops/${id}`, Body: 'left by nobody' }))
  const begun = await client.begin(1)
  await client.storePart(begun, 1)
  const drop = await client.send({ expiresIn: 3 * HOUR })
  const isThere = async () => (await replicas.held()).finished.has(id)
  await step(-HOUR)
  expect(await isThere()).toBe(true)
  await step(HOUR + 60)
  await expect.poll(isThere, { interval: 250 }).toBe(false)
  await client.receive(drop)
  await client.receive(await client.complete(begun))
})

test('the doctor says how far a clock is off', async () => {
  clock.step(HOUR)
  const args = ['--disable-warning=ExperimentalWarning', 'scripts/doctor.ts']
  const env = { ...process.env, ...replicas.settings, ...clock.env, NODE_ENV: 'production' as const }
  const doctor = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] })
  expect(await text(doctor.stdout)).toMatch(/WRONG The clock of this machine and that of storage are 3[56]\d\d s apart/)
})
