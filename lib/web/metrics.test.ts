import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cryptoRandom } from '../crypto/random-source.ts'
import { encodeBase64url } from '../format/bytes.ts'
import { claimLease } from '../server/claim-lease.ts'
import { completeLease } from '../server/end-lease.ts'
import { addLink, revokeDrop } from '../server/manage-links.ts'
import { liveDrop, newLink, newToken, openTestServer, type TestServer } from '../server/server.fixture.ts'
import { leaseId } from '../wire/fields.ts'
import { measured } from './measured.ts'
import { meters } from './meters.ts'
import { countDeleted, countRequest, countSwept, renderMetrics } from './metrics.ts'

let server: TestServer
beforeAll(async () => {
  server = await openTestServer()
})
afterAll(() => server.close())

const render = async () => (await renderMetrics(server.deps.census, server.deps.now())).body

test('what happens to drops is counted once, however often it is asked for', async () => {
  const deps = measured(server.deps)
  const drop = await liveDrop({ ...server, deps }, { parts: 1 })
  const [token, id] = [await newToken(), leaseId.parse(encodeBase64url(cryptoRandom(16)))]
  const claim = () => claimLease(deps, drop.locator, drop.access, { id, tokenHash: token.hash })
  await claim()
  await claim()
  const other = { id: leaseId.parse(encodeBase64url(cryptoRandom(16))), tokenHash: token.hash }
  await expect(claimLease(deps, drop.locator, drop.access, other)).rejects.toThrow()
  const { row } = await newLink()
  await addLink(deps, drop.id, drop.owner, row)
  await addLink(deps, drop.id, drop.owner, row)
  await completeLease(deps, id, token.token)
  await completeLease(deps, id, token.token)
  await revokeDrop(deps, drop.id, drop.owner)
  const text = await render()
  for (const line of [
    'snowdrop_drops_total{event="begun"} 1',
    'snowdrop_drops_total{event="completed"} 1',
    'snowdrop_drops_total{event="revoked"} 1',
    'snowdrop_stored_bytes_total 65552',
    'snowdrop_granted_bytes_total{direction="up"} 65552',
    // Two claims, and what the sender reads back to check it.
    `snowdrop_granted_bytes_total{direction="down"} ${3 * 65_552}`,
    'snowdrop_links_total 2',
    // Revoked, and not deleted yet.
    'snowdrop_held_bytes 65552',
    'snowdrop_leases_total{verdict="claimed"} 1',
    'snowdrop_leases_total{verdict="counted"} 1',
    'snowdrop_receipts_total{event="completed"} 1',
  ])
    expect(text).toContain(`${line}\n`)
})

test('deletions, sweeps and requests are counted', async () => {
  countDeleted({ deletions: 2, failures: 1, lags: [900, 40_000], more: false })
  countSwept({ orphans: 3, lost: 1, suspects: { orphans: new Set(['a', 'b']), missing: new Set() } })
  countRequest({ route: 'drops/:id', method: 'GET', status: 200, ms: 7 })
  const text = await render()
  for (const line of [
    'snowdrop_deletions_total 2',
    'snowdrop_deletion_failures_total 1',
    'snowdrop_deletion_lag_seconds_bucket{le="1"} 1',
    'snowdrop_deletion_lag_seconds_bucket{le="60"} 2',
    'snowdrop_orphans{kind="blobs"} 2',
    'snowdrop_orphans_deleted_total 3',
    'snowdrop_lost_drops_total 1',
    'snowdrop_request_seconds_bucket{le="0.01",route="drops/:id",method="GET",status="200"} 1',
  ])
    expect(text).toContain(`${line}\n`)
  expect(text).toContain('process_cpu_seconds_total')
})

test('the table for operators has every metric of ours and no other', () => {
  const ours = meters()
    .registry.getMetricsAsArray()
    .map(({ name }) => name)
    .filter((name) => name.startsWith('snowdrop_'))
  const table = readFileSync('docs/self-hosting.md', 'utf8').matchAll(/^\| `(snowdrop_\w+)/gm)
  expect([...table].map(([, name]) => name).sort()).toEqual(ours.sort())
})
