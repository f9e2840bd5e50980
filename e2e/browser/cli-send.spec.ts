import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { startCli } from '../cli/run-cli.ts'
import { expect, MiB, open, receive, sha256, test, writeRandomFile } from './fixtures.ts'

/** Sends from a terminal in `scratch`, and answers the link. */
async function sendInTerminal(origin: string, scratch: string, args: readonly string[], input?: string) {
  const place = { cwd: scratch, home: join(scratch, 'home'), env: { SNOWDROP_SERVER: origin } }
  const run = await startCli(['send', ...args], { ...place, ...(input !== undefined && { input }) }).ended
  expect(run.code, run.stderr).toBe(0)
  return run.stdout.toString().trim()
}

async function openAnew(page: Page, link: string): Promise<void> {
  await page.goto('about:blank')
  await page.goto(link)
}

test('a folder that a terminal sent arrives in a browser', async ({ page, app, scratch }) => {
  const files = ['trip/größe.bin', 'trip/大/empty', 'trip/大/second']
  for (const [at, name] of files.entries()) await writeRandomFile(join(scratch, name), [20 * MiB, 0, 1][at] ?? 0)
  const link = await sendInTerminal(app.url, scratch, ['trip'])
  await open(page, link)
  await expect(page.getByText('größe.bin')).toBeVisible()
  const { name, path } = await receive(page, scratch)
  expect(name).toBe('trip.zip')
  const out = join(scratch, 'out')
  mkdirSync(out)
  execFileSync('/usr/bin/python3', ['-m', 'zipfile', '-e', path, out])
  for (const file of files) expect(await sha256(join(out, file)), file).toBe(await sha256(join(scratch, file)))
})

test('what went through a pipe arrives in a browser', async ({ page, app, scratch }) => {
  const words = 'snow '.repeat(4_000_000)
  writeFileSync(join(scratch, 'expected'), words)
  const link = await sendInTerminal(app.url, scratch, ['-', '--name', 'words.txt'], words)
  await open(page, link)
  const { name, path } = await receive(page, scratch)
  expect(name).toBe('words.txt')
  expect(await sha256(path)).toBe(await sha256(join(scratch, 'expected')))
})

test('a password of a terminal opens in a browser, with its hint', async ({ page, app, scratch }) => {
  writeFileSync(join(scratch, 'sealed.txt'), 'for two')
  const args = ['sealed.txt', '--password-stdin', '--hint', 'whose garden?']
  const link = await sendInTerminal(app.url, scratch, args, 'Großmutters Garten\n')
  await openAnew(page, link)
  await expect(page.getByText('whose garden?')).toBeVisible()
  await page.getByLabel('Password', { exact: true }).fill('Großmutters Garten')
  await page.getByRole('button', { name: 'Open', exact: true }).click()
  const { path } = await receive(page, scratch)
  expect(readFileSync(path, 'utf8')).toBe('for two')
})

test('a note and a one-time link of a terminal are shown in a browser', async ({ page, app, scratch }) => {
  const note = '  The door code is 4711.\n\n– ключ 🌱  '
  await openAnew(page, await sendInTerminal(app.url, scratch, ['--note', note]))
  await page.getByRole('button', { name: /^show/i }).click()
  const shown = page.getByRole('region', { name: 'Note' })
  await expect(shown).toBeVisible()
  expect(await shown.locator('p').evaluate((text) => text.textContent)).toBe(note)
  const address = `${app.url}/about?once=1#there`
  await openAnew(page, await sendInTerminal(app.url, scratch, ['--redirect', address]))
  await page.getByRole('button', { name: /^show/i }).click()
  await expect(page.getByRole('link', { name: /open it/i })).toHaveAttribute('href', address)
})

test('a note and a one-time link of a terminal open in a browser by their password alone', async ({
  page,
  app,
  scratch,
}) => {
  const address = `${app.url}/about`
  const unlock = async (link: string) => {
    await openAnew(page, link)
    const field = page.getByLabel('Password', { exact: true })
    await field.fill('Garten')
    await page.getByRole('button', { name: 'Open', exact: true }).click()
    await expect(page.getByText(/that is not the password/i)).toBeVisible()
    await field.fill('Großmutters Garten')
    await page.getByRole('button', { name: 'Open', exact: true }).click()
    await expect(field).toBeHidden()
    await page.getByRole('button', { name: /^show/i }).click()
  }
  const send = (...args: string[]) =>
    sendInTerminal(app.url, scratch, [...args, '--password-stdin'], 'Großmutters Garten\n')
  await unlock(await send('--note', 'The door code is 4711.'))
  await expect(page.getByRole('region', { name: 'Note' })).toContainText('The door code is 4711.')
  await unlock(await send('--redirect', address))
  await expect(page.getByRole('link', { name: /open it/i })).toHaveAttribute('href', address)
})
