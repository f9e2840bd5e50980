import { defineConfig } from 'prisma/config'

// Only `prisma generate` is used, and it never runs the schema engine; but without a path to one it would download it.
// Migrations are written by scripts/make-migration.ts and applied by lib/adapters/prisma/migrate.ts.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath

export default defineConfig({ schema: `prisma/${process.env.DB_PROVIDER ?? 'sqlite'}` })
