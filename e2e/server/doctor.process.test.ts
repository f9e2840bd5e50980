import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreateBucketCommand,
  GetBucketCorsCommand,
  GetBucketLifecycleConfigurationCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutBucketCorsCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Ceph, startCeph } from '../servers/ceph.ts'
import { type PostgresServer, startPostgres } from '../servers/postgres.ts'

const ORIGIN = 'https://drop.example.org'
const folder = mkdtempSync(join(tmpdir(), 'snowdrop-doctor-'))
let ceph: Ceph
let postgres: PostgresServer
let client: S3Client
beforeAll(async () => {
  ;[ceph, postgres] = await Promise.all([startCeph(), startPostgres()])
  const { endpoint, region } = ceph
  client = new S3Client({ endpoint, region, credentials: { ...ceph.credentials }, forcePathStyle: true })
  for (const Bucket of ['plain', 'shared', 'ready']) await client.send(new CreateBucketCommand({ Bucket }))
})
afterAll(async () => {
  client.destroy()
  await Promise.all([ceph.stop(), postgres.stop()])
  rmSync(folder, { recursive: true, force: true })
})

async function run(script: string, env: Record<string, string>, ...args: string[]) {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', `scripts/${script}.ts`, ...args], {
    env: { PATH: process.env.PATH, NODE_ENV: 'production', SNOWDROP_DATA_DIR: join(folder, 'none'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (out += data.toString()))
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, out }
}

const bucket = (name: string) => ({
  SNOWDROP_URL: ORIGIN,
  SNOWDROP_STORAGE: 's3',
  SNOWDROP_S3_BUCKET: name,
  SNOWDROP_S3_ENDPOINT: ceph.endpoint,
  SNOWDROP_S3_FORCE_PATH_STYLE: 'true',
  SNOWDROP_S3_ACCESS_KEY_ID: ceph.credentials.accessKeyId,
  SNOWDROP_S3_SECRET_ACCESS_KEY: ceph.credentials.secretAccessKey,
})

/** What a bucket holds, finished or begun. */
async function held(Bucket: string): Promise<number> {
  const { KeyCount } = await client.send(new ListObjectsV2Command({ Bucket }))
  const { Uploads } = await client.send(new ListMultipartUploadsCommand({ Bucket }))
  return (KeyCount ?? 0) + (Uploads?.length ?? 0)
}

test('the command is the same, and answers programs', async () => {
  const env = { PATH: process.env.PATH ?? '', SNOWDROP_DATA_DIR: join(folder, 'none') }
  const doctor = (args: string[], more: Record<string, string> = {}) =>
    new Promise<{ code: number | null; out: string }>((resolve) => {
      const child = spawn(process.execPath, ['cli/snowdrop.mjs', 'doctor', ...args], {
        env: { ...env, ...more, NODE_ENV: 'production' },
      })
      let out = ''
      child.stdout.on('data', (data: Buffer) => (out += data.toString()))
      child.once('close', (code) => resolve({ code, out }))
    })
  const plain = await doctor([])
  expect(plain).toMatchObject({ code: 0 })
  expect(plain.out).toMatch(/\d+ well, \d+ to improve, 0 wrong/)
  const { code, out } = await doctor(['--json'])
  expect(code).toBe(0)
  expect(JSON.parse(out)).toContainEqual(expect.objectContaining({ state: 'well' }))
  expect(await doctor([], { SNOWDROP_STORAGE: 'tape' })).toMatchObject({ code: 2 })
  expect(await doctor([], { DATABASE_URL: 'postgresql://127.0.0.1:1/x' })).toMatchObject({ code: 1 })
})

test('on the embedded default all is well, and nothing is left behind', async () => {
  const { code, out } = await run('doctor', {})
  expect(out).toContain('Files can be written')
  expect(code).toBe(0)
  expect(existsSync(join(folder, 'none'))).toBe(false)
})

test('a bucket without rules is told what it lacks, is set up, and is well then', async () => {
  const env = { ...bucket('plain'), DATABASE_URL: await postgres.createDatabase('doctor') }
  const before = await run('doctor', env)
  expect(before.out).toContain('PostgreSQL 18')
  expect(before.out).toMatch(/WRONG CORS of the bucket: .*PUT/)
  expect(before.out).toContain(`"${ORIGIN}"`)
  expect(before.out).toMatch(/hint {2}Lifecycle of the bucket/)
  expect(before.out).toContain('ok    A part of another length than was signed is refused.')
  expect(before.code).toBe(1)
  expect(await held('plain')).toBe(0)

  const dry = await run('setup-bucket', env, '--dry-run')
  expect(dry).toMatchObject({
    code: 0,
    out: expect.stringMatching(/change {2}CORS[\s\S]*change {2}Lifecycle/) as string,
  })
  await expect(client.send(new GetBucketCorsCommand({ Bucket: 'plain' }))).rejects.toThrow()

  expect(await run('setup-bucket', env)).toMatchObject({ code: 0, out: expect.stringContaining('Done.') as string })
  const after = await run('doctor', env)
  expect(after.out).not.toMatch(/^(hint|WRONG)/m)
  expect(after.code).toBe(0)
  expect(await held('plain')).toBe(0)

  const again = await run('setup-bucket', env)
  expect(again.out).toBe('Nothing to change in the bucket "plain".\n')
})

test('a bucket that is not there yet is made ready by one command, once', async () => {
  const env = { ...bucket('fresh'), DATABASE_URL: `file:${join(folder, 'none', 'x.db')}` }
  const first = await run('setup-bucket', env, '--create')
  expect(first.out).toMatch(/^Made the bucket "fresh"\.\n[\s\S]*Done\.\n$/)
  const again = await run('setup-bucket', env, '--create')
  expect(again).toMatchObject({ code: 0, out: 'Nothing to change in the bucket "fresh".\n' })
  expect((await run('doctor', env)).out).not.toMatch(/^(hint|WRONG)/m)
})

test('the rules of others stay, and a rule that is too short is a fault', async () => {
  const CORSRules = [{ ID: 'other', AllowedOrigins: ['https://other.test'], AllowedMethods: ['GET'] }]
  await client.send(new PutBucketCorsCommand({ Bucket: 'shared', CORSConfiguration: { CORSRules } }))
  expect(await run('setup-bucket', bucket('shared'))).toMatchObject({ code: 0 })
  const cors = await client.send(new GetBucketCorsCommand({ Bucket: 'shared' }))
  expect(cors.CORSRules?.flatMap(({ AllowedOrigins }) => AllowedOrigins).sort()).toEqual([ORIGIN, 'https://other.test'])
  const { Rules } = await client.send(new GetBucketLifecycleConfigurationCommand({ Bucket: 'shared' }))
  expect(Rules).toMatchObject([
    {
      Filter: { Prefix: 'drops/' },
      Expiration: { Days: 32 },
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 2 },
    },
  ])
  const shorter = await run('doctor', { ...bucket('shared'), SNOWDROP_AGE_MAX: '32d' })
  expect(shorter.out).toMatch(/WRONG Lifecycle of the bucket: a rule deletes .* after 32 days/)
})

test('a storage that gives the wrong time, and a database that is not there, are told with what to set', async () => {
  const clock = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      const headers = Object.fromEntries(
        Object.entries(request.headers).filter(([name]) => !['connection', 'content-length'].includes(name)),
      ) as Record<string, string>
      const body = chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}
      const answer = await fetch(`${ceph.endpoint}${request.url ?? ''}`, {
        method: request.method ?? 'GET',
        headers,
        ...body,
      })
      response.writeHead(answer.status, { date: new Date(Date.now() + 3_600_000).toUTCString() })
      response.end(Buffer.from(await answer.arrayBuffer()))
    })()
  })
  await new Promise<void>((resolve) => clock.listen(0, '127.0.0.1', resolve))
  const { port } = clock.address() as { port: number }
  const env = { ...bucket('ready'), SNOWDROP_S3_PUBLIC_ENDPOINT: `http://127.0.0.1:${port}` }
  const { code, out } = await run('doctor', { ...env, DATABASE_URL: 'postgresql://user:hunter2@127.0.0.1:1/x' })
  clock.closeAllConnections()
  await new Promise((resolve) => clock.close(resolve))
  expect(out).toMatch(/WRONG The clock of this machine and that of storage are 3\d{3} s apart/)
  expect(out).toMatch(/WRONG DATABASE_URL: PostgreSQL cannot be used \(.*ECONNREFUSED.*\)\./)
  expect(out).not.toContain('hunter2')
  expect(code).toBe(1)
  expect(await held('ready')).toBe(0)
})

test.each([
  ['a bucket that is not there', { SNOWDROP_S3_BUCKET: 'nowhere' }, 'WRONG SNOWDROP_S3_BUCKET: there is no bucket'],
  [
    'an address without TLS',
    { SNOWDROP_URL: 'http://drop.example.org' },
    'WRONG SNOWDROP_URL is http://drop.example.org',
  ],
  ['a storage that is not there', { SNOWDROP_S3_ENDPOINT: 'http://127.0.0.1:1' }, 'WRONG SNOWDROP_S3_ENDPOINT'],
])('%s is a fault', async (_, env, sentence) => {
  const { code, out } = await run('doctor', { ...bucket('ready'), ...env })
  expect(out).toContain(sentence)
  expect(code).toBe(1)
  expect(readdirSync(folder)).toEqual([])
})
