import { mkdtempSync, readdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { describeUploadLocks } from '../../ports/upload-locks.contract.ts'
import { dropId } from '../../wire/fields.ts'
import { openUploadLocks } from './upload-locks.ts'

const scratch = mkdtempSync(join(tmpdir(), 'snowdrop-locks-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))
const fresh = () => mkdtempSync(join(scratch, 'home-'))

const shared = fresh()
describeUploadLocks('files', () => openUploadLocks(shared))

const id = dropId.parse('A'.repeat(22))
/** No process has such a number (the most is 2^22). */
const DEAD = `99999999-0-${'a'.repeat(16)}`

test('what a killed program left is taken over by exactly one of a hundred', async () => {
  const folder = fresh()
  const path = join(folder, `${id}.upload.lock`)
  symlinkSync(DEAD, path)
  // One that was killed while it broke the first one's lock.
  symlinkSync(DEAD, `${path}.${'a'.repeat(16)}`)
  expect(await openUploadLocks(folder).taken()).toEqual(new Set())
  const taken = await Promise.all(Array.from({ length: 100 }, () => openUploadLocks(folder).take(id)))
  const releases = taken.filter((release) => release !== null)
  expect(releases).toHaveLength(1)
  expect(readlinkSync(path)).toMatch(new RegExp(`^${process.pid}-`))
  expect(await openUploadLocks(folder).taken()).toEqual(new Set([id]))
  releases[0]?.()
  await expect.poll(() => readdirSync(folder)).toEqual([])
})

test('a process that has another one’s number does not hold its lock', async () => {
  const folder = fresh()
  symlinkSync(`${process.pid}-1-${'b'.repeat(16)}`, join(folder, `${id}.upload.lock`))
  expect(await openUploadLocks(folder).taken()).toEqual(new Set())
  expect(await openUploadLocks(folder).take(id)).not.toBeNull()
})

test('where the folder cannot be written, nobody gets one', async () => {
  const file = join(fresh(), 'file')
  writeFileSync(file, '')
  expect(await openUploadLocks(file).take(id)).toBeNull()
})
