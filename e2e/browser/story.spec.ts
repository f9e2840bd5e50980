import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { choose, expect, MiB, open, receive, send, sha256, test, writeRandomFile } from './fixtures.ts'

/** Unpacks with Python's zipfile, so that our zips are read by somebody else's reader. */
function unzip(archive: string, folder: string): void {
  mkdirSync(folder, { recursive: true })
  execFileSync('/usr/bin/python3', ['-m', 'zipfile', '-e', archive, folder])
}

function relativeFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort()
}

test('one file goes up, comes down as itself, and is gone', { tag: '@browsers' }, async ({ page, scratch, stored }) => {
  const before = await stored()
  const file = join(scratch, 'contract – final (é).pdf')
  await writeRandomFile(file, 5 * MiB + 123)
  const link = await send(page, { files: [file] })
  expect(await stored()).toHaveLength(before.length + 1)
  await expect(page.getByText(/1 download\b/)).toBeVisible()

  await open(page, link)
  await expect(page.getByText('contract – final (é).pdf').first()).toBeVisible()
  const received = await receive(page, scratch)
  expect(received.name).toBe('contract – final (é).pdf')
  expect(await sha256(received.path)).toBe(await sha256(file))

  await page.goto('about:blank')
  await page.goto(link)
  await expect(page.getByRole('heading', { name: /used up|no downloads left|already/i })).toBeVisible()
  await expect.poll(async () => (await stored()).filter((part) => !before.includes(part))).toEqual([])
})

test('several files come down as one zip', { tag: '@browsers' }, async ({ page, scratch }) => {
  const names = ['empty.txt', 'notes.txt', 'scan 1.bin', 'Ω.bin']
  writeFileSync(join(scratch, 'empty.txt'), '')
  writeFileSync(join(scratch, 'notes.txt'), 'nothing to see\n')
  await writeRandomFile(join(scratch, 'scan 1.bin'), 20 * MiB)
  await writeRandomFile(join(scratch, 'Ω.bin'), 300_000)
  const link = await send(page, { files: names.map((name) => join(scratch, name)) })

  await open(page, link)
  for (const name of names) await expect(page.getByText(name, { exact: true })).toBeVisible()
  const received = await receive(page, scratch)
  expect(received.name).toMatch(/\.zip$/)
  const out = join(scratch, 'out')
  unzip(received.path, out)
  expect(relativeFiles(out)).toEqual([...names].sort())
  for (const name of names) expect(await sha256(join(out, name))).toBe(await sha256(join(scratch, name)))
})

test('a folder of 1,000 small files keeps its tree', async ({ page, scratch }) => {
  const folder = join(scratch, 'archive')
  for (let index = 0; index < 1000; index += 1) {
    const path = join(folder, `box ${index % 10}`, `paper ${index}.txt`)
    mkdirSync(join(folder, `box ${index % 10}`), { recursive: true })
    writeFileSync(path, `paper number ${index}\n`.repeat(index % 50))
  }
  const link = await send(page, { folder })
  await open(page, link)
  await expect(page.getByRole('heading', { name: /1,000 files/ })).toBeVisible()
  const received = await receive(page, scratch)
  expect(received.name).toBe('archive.zip')
  const out = join(scratch, 'out')
  unzip(received.path, out)
  const names = relativeFiles(folder)
  expect(names).toHaveLength(1000)
  expect(relativeFiles(join(out, 'archive'))).toEqual(names)
  for (const name of names.filter((_, index) => index % 97 === 0)) {
    expect(await sha256(join(out, 'archive', name))).toBe(await sha256(join(folder, name)))
  }
})

test('empty files alone make a drop', async ({ page, scratch }) => {
  writeFileSync(join(scratch, 'nothing.txt'), '')
  const link = await send(page, { files: [join(scratch, 'nothing.txt')] })
  await open(page, link)
  const received = await receive(page, scratch)
  expect(received.name).toBe('nothing.txt')
  expect(await sha256(received.path)).toBe(await sha256(join(scratch, 'nothing.txt')))
})

test('a file is taken out before the link is made, and none of it is sent', async ({ page, scratch }) => {
  await writeRandomFile(join(scratch, 'keep.bin'), 20 * MiB)
  await writeRandomFile(join(scratch, 'drop.bin'), 20 * MiB)
  await page.goto('/')
  await choose(page, { files: [join(scratch, 'drop.bin'), join(scratch, 'keep.bin')] })
  await page.getByRole('button', { name: /remove drop\.bin/i }).click()
  await expect(page.getByText('drop.bin')).toHaveCount(0)
  await page.getByRole('button', { name: /create link/i }).click()
  const field = page.getByRole('textbox', { name: /link/i })
  await expect(field).toHaveValue(/#/, { timeout: 60_000 })
  await open(page, await field.inputValue())
  await expect(page.getByText('drop.bin')).toHaveCount(0)
  const received = await receive(page, scratch)
  expect(received.name).toBe('keep.bin')
  expect(await sha256(received.path)).toBe(await sha256(join(scratch, 'keep.bin')))
})

test('the sender chooses five downloads, and the fifth is the last', async ({ page, scratch }) => {
  const file = join(scratch, 'five.bin')
  await writeRandomFile(file, 100_000)
  const link = await send(page, { files: [file], downloads: '5' })
  for (let left = 5; left > 0; left -= 1) {
    await open(page, link)
    await expect(page.getByText(new RegExp(`\\b${left} downloads? left`))).toBeVisible()
    const received = await receive(page, scratch)
    expect(await sha256(received.path)).toBe(await sha256(file))
  }
  await page.goto('about:blank')
  await page.goto(link)
  await expect(page.getByRole('heading', { name: /used up|no downloads left|already/i })).toBeVisible()
})

test('the sender deletes, and the link and the bytes are gone', async ({ page, scratch, stored }) => {
  const before = await stored()
  const file = join(scratch, 'regret.bin')
  await writeRandomFile(file, 200_000)
  const link = await send(page, { files: [file] })
  const deleting = page.getByRole('button', { name: 'Delete now' })
  await deleting.click()
  await page.getByRole('button', { name: 'Keep it' }).click()
  await expect(deleting).toBeFocused()
  await deleting.click()
  await page.getByRole('button', { name: 'Yes, delete it' }).click()
  await expect(page.getByRole('heading', { name: /deleted|gone/i })).toBeVisible()
  await page.goto('about:blank')
  await page.goto(link)
  await expect(page.getByRole('heading', { name: /ended this link/i })).toBeVisible()
  await expect.poll(async () => (await stored()).filter((part) => !before.includes(part))).toEqual([])
})
