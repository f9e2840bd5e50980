import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { countNotedParts } from '../browser/noted-parts.ts'
import { storeDrop } from '../cli/stored-drop.ts'
import { startCutProxy } from '../servers/cut-proxy.ts'
import { expect, MiB, receive, send, sha256, take, test, writeRandomFile } from './fixtures.ts'

test.setTimeout(240_000)

test('files go up from WebKit, and come down in it as one zip', { tag: '@ways' }, async ({ webkit, app, scratch }) => {
  const names = ['empty.txt', 'a scan (é).bin']
  const paths = names.map((name) => join(scratch, name))
  writeFileSync(join(scratch, 'empty.txt'), '')
  await writeRandomFile(join(scratch, 'a scan (é).bin'), 20 * MiB)
  const zip = await receive(webkit, await send(webkit, app.url, paths))
  const out = join(scratch, 'out')
  execFileSync('/usr/bin/python3', ['-m', 'zipfile', '-e', zip, out])
  for (const [at, name] of names.entries()) expect(await sha256(join(out, name))).toBe(await sha256(paths[at] ?? ''))
  await webkit.reload()
  await webkit.reads(/used up/i)
})

test('what another program stored arrives in WebKit under its own name', async ({ webkit, app, scratch }) => {
  const file = join(scratch, 'x.bin')
  await writeRandomFile(file, 3 * MiB)
  const bytes = new Uint8Array(execFileSync('cat', [file], { maxBuffer: 8 * MiB }))
  const { link } = await storeDrop(app.url, { files: [{ path: 'für dich.bin', bytes }] })
  const path = await receive(webkit, link)
  expect(basename(path)).toBe('für dich.bin')
  expect(await sha256(path)).toBe(await sha256(file))
})

test('a note under a password is read once', async ({ webkit, app }) => {
  const note = 'The door code is 4711, ключ.'
  await webkit.goto(`${app.url}/`)
  await webkit.click('Note')
  await webkit.fill('Note', note)
  await webkit.click('More options')
  await webkit.fill('Password, if you want one', 'garden')
  await webkit.click('Create link')
  const link = await webkit.valueOf('Link')
  await webkit.goto(link)
  await webkit.fill('Password', 'Garden')
  await webkit.click('Open')
  await webkit.reads(/not the password/i)
  await webkit.goto(link)
  await webkit.fill('Password', 'garden')
  await webkit.click('Open')
  await webkit.click('Show the note')
  expect(await webkit.reads(/4711/)).toContain(note)
  await webkit.goto(link)
  await webkit.reads(/used up/i)
})

test('an upload that was cut goes on after a reload, and so does its download', async ({ webkit, app, scratch }) => {
  const line = await startCutProxy(app.url)
  const file = join(scratch, 'long.bin')
  await writeRandomFile(file, 60 * MiB)
  await webkit.goto(`${line.url}/`)
  await webkit.chooseFiles([file])
  // Parts go up beside each other: however many bytes went, only a whole part is something to go on with. The last one
  // waits for the link.
  await expect.poll(() => webkit.run(`return (${countNotedParts.toString()})()`)).toBeGreaterThan(0)
  line.cut()
  line.mend()
  await webkit.reload()
  await webkit.reads(/^Cut off/m)
  await webkit.chooseFiles([file], 'Go on')
  await webkit.click('Create link')
  const link = await webkit.valueOf('Link')

  await webkit.goto(link)
  line.cutAfter(20 * MiB, 'down', true)
  await webkit.click('Download')
  await expect.poll(() => line.isCut()).toBe(true)
  line.mend()
  await webkit.reload()
  await webkit.reads(/this download is yours/i)
  expect(await sha256(await take(webkit))).toBe(await sha256(file))
  await line.close()
})

test('an expired link says so', async ({ webkit, app }) => {
  const bytes = new TextEncoder().encode('too late')
  const { link } = await storeDrop(app.url, { files: [{ path: 'late.txt', bytes }], expiresIn: 1 })
  await expect(async () => {
    await webkit.goto(link)
    expect(await webkit.reads(/has expired|a file for you/i)).toMatch(/this link has expired/i)
  }).toPass()
})
