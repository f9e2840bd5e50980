import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

/** What the programs themselves say of the files in deploy/. */
let scratch: string
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'snowdrop-deploy-'))
})
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

/** Runs a checker; what it said where it found something. Some of them only warn of what they do not know. */
function judge(command: string, args: readonly string[], env: Record<string, string> = {}): string {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', env: { ...process.env, ...env } })
  return status === 0 && !/warn|unknown|ignoring/i.test(stderr) ? '' : `${stdout}${stderr}`
}

test('nginx takes nginx.conf', () => {
  const [key, certificate] = [join(scratch, 'key.pem'), join(scratch, 'certificate.pem')]
  const subject = ['-subj', '/CN=drop.example.org', '-days', '1']
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', certificate, ...subject],
    { stdio: 'ignore' },
  )
  const conf = readFileSync('deploy/nginx.conf', 'utf8')
    .replace(/\S+fullchain\.pem/, certificate)
    .replace(/\S+privkey\.pem/, key)
  writeFileSync(join(scratch, 'snowdrop.conf'), conf)
  writeFileSync(join(scratch, 'nginx.conf'), `pid ${scratch}/pid; events {} http { include snowdrop.conf; }`)
  expect(judge('nginx', ['-t', '-q', '-e', 'stderr', '-p', scratch, '-c', 'nginx.conf'])).toBe('')
})

test.each([
  ['as it is', 'Caddyfile', (text: string) => text],
  // As docs/self-hosting.md says for a machine without a bucket.
  [
    'without the bucket',
    'Caddyfile-disk',
    (text: string) => execFileSync('sed', [sedOfDocs()], { input: text }).toString(),
  ],
])('Caddy takes the Caddyfile %s', (_, name, change) => {
  const path = join(scratch, name)
  writeFileSync(path, change(readFileSync('deploy/Caddyfile', 'utf8')))
  const home = join(scratch, 'home')
  mkdirSync(home, { recursive: true })
  expect(judge('caddy', ['validate', '--adapter', 'caddyfile', '--config', path], { HOME: home })).toBe('')
  expect(readFileSync(path, 'utf8').includes('s3.')).toBe(name === 'Caddyfile')
})

/** The expression by which docs/self-hosting.md cuts the Caddyfile. */
function sedOfDocs(): string {
  const [, expression = ''] = /sed '([^']+)' deploy\/Caddyfile/.exec(readFileSync('docs/self-hosting.md', 'utf8')) ?? []
  return expression
}

test('systemd takes the unit', () => {
  const path = join(scratch, 'snowdrop.service')
  // The one thing that is not there on a machine that only tests.
  writeFileSync(
    path,
    readFileSync('deploy/snowdrop.service', 'utf8').replace(/^ExecStart=\S+/m, 'ExecStart=/usr/bin/env'),
  )
  expect(judge('systemd-analyze', ['verify', '--man=no', path])).toBe('')
})

test('Compose takes compose.yaml, and says what is missing from .env', () => {
  const secrets = { POSTGRES_PASSWORD: 'a', S3_ACCESS_KEY: 'b', S3_SECRET_KEY: 'c' }
  // Only its reader: there may be no engine here.
  const check = ['--file', 'compose.yaml', 'config', '--quiet']
  expect(judge('docker-compose', check, { DOMAIN: 'drop.example.org', ...secrets })).toBe('')
  expect(judge('docker-compose', check, { DOMAIN: '', ...secrets })).toContain('see the top of compose.yaml')
})
