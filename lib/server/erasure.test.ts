import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cryptoRandom } from '../crypto/random-source.ts'
import { encodeBase64url } from '../format/bytes.ts'
import { addLink, revokeDrop, revokeLink } from './manage-links.ts'
import { liveDrop, newLink, openTestServer, reap, type TestServer } from './server.fixture.ts'

let server: TestServer
beforeAll(async () => {
  server = await openTestServer()
})
afterAll(() => server.close())

const contents = () => Buffer.concat(readdirSync(server.folder).map((name) => readFileSync(join(server.folder, name))))

test('what an end erased is in no file of the database any more: neither in its pages nor in its log', async () => {
  const drop = await liveDrop(server, { hint: encodeBase64url(cryptoRandom(272)) })
  const second = await newLink()
  await addLink(server.deps, drop.id, drop.owner, second.row)
  const row = await server.database.drop.findUniqueOrThrow({ where: { id: drop.id }, include: { links: true } })
  const [first] = row.links.filter(({ locator }) => locator === drop.locator)
  const secrets = [first?.wrappedKey, first?.salt, first?.hint, row.commitment].map((text) => Buffer.from(text ?? ''))
  expect(secrets.map((secret) => contents().includes(secret))).toEqual([true, true, true, true])

  await revokeLink(server.deps, drop.id, drop.locator, drop.owner)
  await reap(server.deps)
  expect(secrets.map((secret) => contents().includes(secret))).toEqual([false, false, false, true])
  expect(contents().includes(second.row.wrappedKey)).toBe(true)

  const manifest = Buffer.from(row.manifest ?? [])
  expect(contents().includes(manifest)).toBe(true)
  await revokeDrop(server.deps, drop.id, drop.owner)
  await reap(server.deps)
  expect(contents().includes(second.row.wrappedKey)).toBe(false)
  expect([...secrets, manifest].map((secret) => contents().includes(secret))).toEqual([
    false,
    false,
    false,
    false,
    false,
  ])
})

test('a manifest of a megabyte leaves nothing either', async () => {
  const drop = await liveDrop(server)
  const manifest = Buffer.alloc(1_000_000, 'a sealed manifest, in many pages of its own. ')
  await server.database.drop.update({ where: { id: drop.id }, data: { manifest } })
  expect(contents().includes('a sealed manifest, in many')).toBe(true)
  await revokeDrop(server.deps, drop.id, drop.owner)
  await reap(server.deps)
  expect(contents().includes('a sealed manifest, in many')).toBe(false)
})

test('a code that a reporter disclosed leaves nothing once its report is closed', async () => {
  const { id, locator } = await liveDrop(server)
  await reap(server.deps)
  server.clock += 60_000
  await reap(server.deps)
  const code = encodeBase64url(cryptoRandom(18))
  await server.deps.events.report({ locator, reason: 'other', words: '', code }, 1, server.clock)
  expect(contents().includes(code)).toBe(true)
  await server.operator.closeReports({ dropId: id }, { who: 'olga', reason: null }, server.clock)
  await reap(server.deps)
  expect(contents().includes(code)).toBe(false)
})
