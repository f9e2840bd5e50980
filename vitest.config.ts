import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      {
        // Pure code and adapters that need nothing installed: part of `npm run check`.
        test: {
          name: 'unit',
          include: ['{lib,app,scripts,cli,bench}/**/*.test.{ts,tsx}'],
          exclude: ['**/*.servers.test.ts', '**/*.process.test.ts', '**/node_modules/**'],
          testTimeout: 60_000,
          // Vitest leaves a core idle otherwise: of two that is half of the machine.
          maxWorkers: '100%',
        },
      },
      {
        // The same contracts on real servers: Ceph radosgw and PostgreSQL.
        test: {
          name: 'servers',
          include: ['lib/**/*.servers.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        // The built app as a real process, with real signals.
        test: {
          name: 'process',
          include: ['e2e/{server,cli}/**/*.process.test.ts', 'e2e/*.process.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 120_000,
          // They wait more than they work: two files at a time, each with servers of its own.
          maxWorkers: 2,
          // What a process is waited for takes as long as the machine is slow.
          expect: { poll: { timeout: 30_000 } },
        },
      },
    ],
  },
})
