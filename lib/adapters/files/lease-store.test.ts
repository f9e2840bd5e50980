import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { someLease, testLeaseStore } from '../../ports/lease-store.contract.ts'
import { openLeaseFiles } from './lease-store.ts'

const scratch = mkdtempSync(join(tmpdir(), 'snowdrop-leases-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))
const fresh = () => join(mkdtempSync(join(scratch, 'home-')), 'receiving')

testLeaseStore(() => Promise.resolve(openLeaseFiles(fresh())))

test('only its owner reads it, another process finds it, and what is damaged is as good as not there', async () => {
  const folder = fresh()
  const lease = someLease('B', 100)
  await openLeaseFiles(folder).change(lease.locator, () => lease)
  const [name = ''] = readdirSync(folder)
  expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600)
  expect(statSync(folder).mode & 0o777).toBe(0o700)
  const other = openLeaseFiles(folder)
  expect(await other.change(lease.locator, (kept) => kept)).toEqual(lease)
  writeFileSync(join(folder, name), '{"locator":')
  expect(await other.running(0)).toEqual([])
})
