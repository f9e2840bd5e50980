import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readSettings } from '../server/settings.ts'
import { SettingsError } from '../server/variables.ts'
import { prepareInstance } from './prepare-instance.ts'

const folder = mkdtempSync(join(tmpdir(), 'snowdrop-prepare-'))
const file = join(folder, 'file')
writeFileSync(file, '')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const prepare = (env: Record<string, string>) =>
  prepareInstance(readSettings({ NODE_ENV: 'test', SNOWDROP_DATA_DIR: join(folder, 'data'), ...env }), '.', () => {})
const s3 = {
  SNOWDROP_STORAGE: 's3',
  SNOWDROP_S3_BUCKET: 'drops',
  SNOWDROP_S3_ENDPOINT: 'http://127.0.0.1:1',
  SNOWDROP_S3_ACCESS_KEY_ID: 'id',
  SNOWDROP_S3_SECRET_ACCESS_KEY: 'hunter2',
}

test('the embedded default makes its folder and its database', async () => {
  await prepare({})
  expect(existsSync(join(folder, 'data/snowdrop.db'))).toBe(true)
})

test.each<[string, Record<string, string>]>([
  ['SNOWDROP_DATA_DIR', { SNOWDROP_DATA_DIR: join(file, 'data') }],
  ['SNOWDROP_DATA_DIR', { SNOWDROP_DATA_DIR: file }],
  ['DATABASE_URL', { DATABASE_URL: `file:${join(folder, 'data')}` }],
  ['DATABASE_URL', { DATABASE_URL: 'postgresql://user:hunter2@127.0.0.1:1/x' }],
  ['DATABASE_URL', { DATABASE_URL: 'postgresql://user:hunter2@localhost:1/x' }],
  ['SNOWDROP_S3_ENDPOINT', s3],
])('what cannot work is refused in one sentence that names %s', async (variable, env) => {
  const error: unknown = await prepare(env).catch((each: unknown) => each)
  expect(error).toBeInstanceOf(SettingsError)
  const { message } = error as SettingsError
  expect(message).toMatch(new RegExp(`^${variable}[^\\n]{20,}[^.\\n]\\.$`))
  expect(message).not.toContain('hunter2')
})
