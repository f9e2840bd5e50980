import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { type CliRun, startCli } from '../cli/run-cli.ts'
import { storeDrop } from '../cli/stored-drop.ts'
import { choose, expect, MiB, open, receive, send, sha256, test, writeRandomFile } from './fixtures.ts'

/** Runs the command in folders of its own below `scratch`. */
function inTerminal(scratch: string, args: readonly string[], input?: string): Promise<CliRun> {
  const [cwd, home] = [join(scratch, 'terminal'), join(scratch, 'home')]
  mkdirSync(cwd, { recursive: true })
  return startCli(args, { cwd, home, ...(input !== undefined && { input }) }).ended
}

async function linkOf(page: Page): Promise<string> {
  await page.getByRole('button', { name: /create link/i }).click()
  const field = page.getByRole('textbox', { name: /link/i })
  await expect(field).toHaveValue(/\/d#[A-Za-z0-9_-]{24}$/, { timeout: 30_000 })
  return field.inputValue()
}

test('a folder that a browser sent arrives in a terminal', async ({ page, scratch }) => {
  const files = ['trip/größe.bin', 'trip/大/empty', 'trip/大/second']
  for (const [at, name] of files.entries()) await writeRandomFile(join(scratch, name), [20 * MiB, 0, 1][at] ?? 0)
  const link = await send(page, { folder: join(scratch, 'trip') })
  const run = await inTerminal(scratch, ['receive', link, '--json'])
  expect(run.code, run.stderr).toBe(0)
  const { files: saved } = JSON.parse(run.stdout.toString()) as { files: { path: string; sha256: string }[] }
  const expected = await Promise.all(
    files.map(async (name) => ({
      path: join(scratch, 'terminal', name),
      sha256: await sha256(join(scratch, name)),
    })),
  )
  const byPath = (a: { path: string }, b: { path: string }) => (a.path < b.path ? -1 : 1)
  expect(saved.map(({ path, sha256 }) => ({ path, sha256 })).sort(byPath)).toEqual(expected.sort(byPath))
  for (const { path, sha256: hash } of expected) expect(await sha256(path)).toBe(hash)
})

test('a password of a browser opens in a terminal', async ({ page, scratch }) => {
  const file = join(scratch, 'sealed.txt')
  writeFileSync(file, 'for two')
  await page.goto('/')
  await choose(page, { files: [file] })
  await page.getByText('More options').click()
  await page.getByLabel('Password, if you want one').fill('Großmutters Garten')
  await page.getByLabel(/^hint/i).fill('whose garden?')
  const link = await linkOf(page)
  expect(await inTerminal(scratch, ['receive', link, '--password-stdin'], 'Garten')).toMatchObject({ code: 20 })
  const run = await inTerminal(scratch, ['receive', link, '--password-stdin'], 'Großmutters Garten\n')
  expect(run.code, run.stderr).toBe(0)
  expect(run.stderr).toContain('whose garden?')
  expect(readFileSync(join(scratch, 'terminal/sealed.txt'), 'utf8')).toBe('for two')
})

test('a note and a one-time link of a browser are printed in a terminal', async ({ page, app, scratch }) => {
  const note = '  The door code is 4711.\n\n– ключ 🌱  '
  await page.goto('/')
  await page.getByRole('radio', { name: 'Note' }).check()
  await page.getByRole('textbox', { name: 'Note' }).fill(note)
  expect((await inTerminal(scratch, ['receive', await linkOf(page)])).stdout.toString()).toBe(note)
  const address = `${app.url}/about?once=1#there`
  await page.goto('/')
  await page.getByRole('radio', { name: 'One-time link' }).check()
  await page.getByRole('textbox', { name: /address/i }).fill(address)
  expect((await inTerminal(scratch, ['receive', await linkOf(page)])).stdout.toString()).toBe(`${address}\n`)
})

test('a note and a one-time link of a browser open in a terminal by their password alone', async ({
  page,
  app,
  scratch,
}) => {
  const written = [
    ['Note', 'Note', 'The door code is 4711.', ''],
    ['One-time link', /address/i, `${app.url}/about`, '\n'],
  ] as const
  for (const [kind, field, text, ending] of written) {
    await page.goto('/')
    await page.getByRole('radio', { name: kind }).check()
    await page.getByRole('textbox', { name: field }).fill(text)
    await page.getByText('More options').click()
    await page.getByLabel('Password, if you want one').fill('Großmutters Garten')
    const link = await linkOf(page)
    const wrong = await inTerminal(scratch, ['receive', link, '--password-stdin'], 'Garten')
    expect(wrong).toMatchObject({ code: 20 })
    expect(wrong.stdout.toString()).toBe('')
    const run = await inTerminal(scratch, ['receive', link, '--password-stdin'], 'Großmutters Garten\n')
    expect(run.stdout.toString(), run.stderr).toBe(`${text}${ending}`)
  }
})

test('what another program stored arrives in both', async ({ page, app, scratch }) => {
  const bytes = new Uint8Array(readFileSync(import.meta.filename))
  const { link } = await storeDrop(app.url, { files: [{ path: 'cli.spec.ts', bytes }], maxDownloads: 2 })
  expect(await inTerminal(scratch, ['receive', link])).toMatchObject({ code: 0 })
  await open(page, link)
  const { path } = await receive(page, scratch)
  expect(await sha256(path)).toBe(await sha256(import.meta.filename))
  expect(await sha256(join(scratch, 'terminal/cli.spec.ts'))).toBe(await sha256(import.meta.filename))
})
