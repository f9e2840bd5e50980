// Writes a migration for both providers: what changed in prisma/models.prisma since the last commit.
//   node scripts/make-migration.ts NAME
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import * as engine from '@prisma/schema-engine-wasm/schema_engine_bg'
import { startPostgres } from '../e2e/servers/postgres.ts'

const [name] = process.argv.slice(2)
if (name === undefined || !/^[a-z0-9-]+$/.test(name))
  throw new Error('usage: node scripts/make-migration.ts NAME (a-z, 0-9, -)')

const wasm = createRequire(import.meta.url)
  .resolve('@prisma/schema-engine-wasm/schema_engine_bg')
  .replace(/\.js$/, '.wasm')
const { instance } = await WebAssembly.instantiate(readFileSync(wasm), { './schema_engine_bg.js': engine })
engine.__wbg_set_wasm(instance.exports)
;(instance.exports.__wbindgen_start as () => void)()

const before = spawnSync('git', ['show', 'HEAD:prisma/models.prisma'], { encoding: 'utf8' })
const after = readFileSync('prisma/models.prisma', 'utf8')
const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
// The engine asks a database of each kind for its dialect.
const postgres = await startPostgres()
const adapters = {
  sqlite: new PrismaBetterSqlite3({ url: ':memory:' }),
  postgresql: new PrismaPg(await postgres.createDatabase('migration')),
}

for (const [provider, adapter] of Object.entries(adapters)) {
  const datasource = `datasource db {\n  provider = "${provider}"\n}\n`
  const schema = (models: string) => ({
    tag: 'schemaDatamodel',
    files: [{ path: 'schema.prisma', content: datasource + models }],
  })
  const { SchemaEngine } = engine
  const differ = await SchemaEngine.new({} as never, () => {}, bindMigrationAwareSqlAdapterFactory(adapter))
  const from = before.status === 0 ? schema(before.stdout) : { tag: 'empty' }
  const { stdout } = (await differ.diff({
    from,
    to: schema(after),
    script: true,
    exitCode: null,
    shadowDatabaseUrl: null,
    filters: { externalTables: [], externalEnums: [] },
  } as never)) as unknown as { stdout: string | null }
  const folder = join('prisma', provider, 'migrations', `${stamp}_${name}`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'migration.sql'), stdout ?? '')
  console.log(folder)
}
await postgres.stop()
process.exit(0)
