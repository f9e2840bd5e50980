import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { describeSenderStore, someDrop, someUpload } from '../../ports/sender-store.contract.ts'
import { openSenderFiles } from './sender-store.ts'

const scratch = mkdtempSync(join(tmpdir(), 'snowdrop-sent-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))
const fresh = () => join(mkdtempSync(join(scratch, 'home-')), 'sent', 'instance')

describeSenderStore('files', () => openSenderFiles(fresh()))

test('only its owner reads it, and another program finds it', async () => {
  const folder = fresh()
  const [drop, upload] = [someDrop(), someUpload()]
  const store = openSenderFiles(folder)
  await store.changeDrop(drop.id, () => drop)
  await store.putUpload(upload)
  await store.putPart(upload.id, 1, new Uint8Array(16))
  await store.keeping(false)
  for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777, name).toBe(0o600)
  expect(statSync(folder).mode & 0o777).toBe(0o700)
  expect(statSync(join(folder, '..')).mode & 0o777).toBe(0o700)
  const other = openSenderFiles(folder)
  expect(await other.drops()).toEqual([drop])
  expect(await other.uploads()).toEqual([{ upload, parts: new Map([[1, new Uint8Array(16)]]) }])
  expect(await other.keeping()).toBe(false)
})

test('what is damaged is left out, and the rest is there', async () => {
  const folder = fresh()
  const store = openSenderFiles(folder)
  const [good, bad, upload] = [someDrop(), someDrop(), someUpload()]
  await store.changeDrop(good.id, () => good)
  await store.changeDrop(bad.id, () => bad)
  await store.putUpload(upload)
  await store.putPart(upload.id, 1, new Uint8Array(16))
  await store.putPart(upload.id, 2, new Uint8Array(16))
  const cut = (name: string, bytes: number) => {
    const path = join(folder, name)
    writeFileSync(path, readFileSync(path).subarray(0, -bytes))
  }
  cut(`${bad.id}.drop.json`, 20)
  cut(`${upload.id}.parts`, 4)
  expect(await store.drops()).toEqual([good])
  expect(await store.changeDrop(bad.id, (kept) => kept)).toBeNull()
  expect((await store.uploads()).map(({ parts }) => [...parts.keys()])).toEqual([[1]])
})

test('a folder that cannot be made is save-failed', async () => {
  const folder = fresh()
  const file = join(scratch, 'file')
  writeFileSync(file, '')
  await expect(openSenderFiles(join(file, folder)).drops()).rejects.toMatchObject({ code: 'save-failed' })
  await expect(openSenderFiles(join(file, folder)).keeping()).rejects.toMatchObject({ code: 'save-failed' })
})

test('of programs that change one drop at once, some of them killed on the way, no change is lost', async () => {
  const folder = fresh()
  const store = openSenderFiles(folder)
  const drop = someDrop({ links: [] })
  await store.changeDrop(drop.id, () => drop)
  const script = fileURLToPath(new URL('./change-drop.fixture.ts', import.meta.url))
  const runs = Array.from({ length: 6 }, (_, at) => {
    const isKilled = at < 2
    const child = spawn(process.execPath, [script, folder, drop.id, isKilled ? '100000' : '15'], { stdio: 'pipe' })
    let said = 0
    child.stdout.on('data', (piece: Buffer) => {
      said += piece.length
      if (isKilled && said >= 5) child.kill('SIGKILL')
    })
    return new Promise<number>((resolve) => child.once('close', () => resolve(said)))
  })
  const said = (await Promise.all(runs)).reduce((sum, count) => sum + count, 0)
  const { length } = (await store.drops())[0]?.links ?? []
  expect(said).toBeGreaterThanOrEqual(4 * 15 + 10)
  // A killed one may have changed once more than it could say.
  expect(length).toBeGreaterThanOrEqual(said)
  expect(length).toBeLessThanOrEqual(said + 2)
  await store.changeDrop(drop.id, () => null)
  expect(readdirSync(folder).filter((name) => !/\.drop\.json\.[0-9a-f]{12}$/.test(name))).toEqual([])
})
