import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import Sqlite from 'better-sqlite3'
import { expect, MiB, send, sha256, test, writeRandomFile } from './fixtures.ts'

const run = promisify(execFile)

interface StoredDrop {
  readonly id: string
  readonly header: string
  readonly commitment: string
  readonly manifest: Buffer
  readonly salt: string
  readonly wrappedKey: string
}

/** What the server has of the newest live drop: just the rows, as a thief of the database would read them. */
function readDrop(dataDir: string): StoredDrop {
  const database = new Sqlite(join(dataDir, 'snowdrop.db'), { readonly: true })
  const row = database
    .prepare<[], StoredDrop>(
      `SELECT d.id, d.header, d.commitment, d.manifest, l.salt, l.wrappedKey FROM "Drop" d JOIN "Link" l ON l.dropId = d.id
       WHERE d.state = 'live' ORDER BY d.createdAt DESC LIMIT 1`,
    )
    .get()
  database.close()
  if (row === undefined) throw new Error('no live drop')
  return row
}

/** Writes the stored bytes of a drop to one file. */
function readPayload(dataDir: string, id: string, to: string): void {
  const folder = readdirSync(dataDir, { recursive: true, encoding: 'utf8' }).find((path) => path.endsWith(`/${id}`))
  if (folder === undefined) throw new Error('nothing is stored')
  writeFileSync(to, '')
  for (const part of readdirSync(join(dataDir, folder)).sort())
    appendFileSync(to, readFileSync(join(dataDir, folder, part)))
}

test('a second decoder, written from docs/format.md alone, reads what the page stored', async ({
  page,
  scratch,
  app,
}) => {
  const names = ['a.bin', 'empty.txt', 'Ω größer.bin']
  await writeRandomFile(join(scratch, 'a.bin'), 17 * MiB + 5)
  writeFileSync(join(scratch, 'empty.txt'), '')
  await writeRandomFile(join(scratch, 'Ω größer.bin'), 300_001)
  const link = await send(page, { files: names.map((name) => join(scratch, name)) })
  const drop = readDrop(app.dataDir)
  readPayload(app.dataDir, drop.id, join(scratch, 'payload'))
  const input = {
    ...drop,
    code: link.split('#')[1],
    manifest: Buffer.from(drop.manifest).toString('base64url'),
    payload: 'payload',
  }
  writeFileSync(join(scratch, 'input.json'), JSON.stringify(input))

  const decode = () =>
    run('/usr/bin/python3', ['e2e/decoder/decode.py', join(scratch, 'input.json'), join(scratch, 'out')])
  const { stdout } = await decode()
  const decoded = JSON.parse(stdout) as { kind: string; files: { path: string; sha256: string }[] }
  expect(decoded.kind).toBe('files')
  expect(decoded.files.map(({ path }) => path)).toEqual(names)
  for (const { path, sha256: hash } of decoded.files) {
    expect(hash).toBe(await sha256(join(scratch, path)))
    expect(
      createHash('sha256')
        .update(readFileSync(join(scratch, 'out', path)))
        .digest('hex'),
    ).toBe(hash)
  }

  // The decoder is no rubber stamp: one byte cut off, and it refuses.
  const payload = readFileSync(join(scratch, 'payload'))
  writeFileSync(join(scratch, 'payload'), payload.subarray(0, -1))
  await expect(decode()).rejects.toThrow()
})
