import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './free-ports.ts'
import { endDaemons, type Household, listensOn, startDaemon, unprivileged, waitFor } from './local-daemons.ts'

/** Debian's own PostgreSQL, which brings what an operator backs up and restores with. */
export interface DebianPostgres {
  /** Runs one of its commands, e.g. `pg_dump`; answers what it printed. */
  readonly run: (command: string, args: readonly string[]) => Buffer
  /** Makes an empty database; answers its connection string. */
  readonly createDatabase: (name: string) => string
  readonly stop: () => Promise<void>
}

const VERSIONS = '/usr/lib/postgresql'

/** Starts it fresh, on a free loopback port. */
export async function startDebianPostgres(): Promise<DebianPostgres> {
  const [version = ''] = readdirSync(VERSIONS).sort((a, b) => Number(b) - Number(a))
  const bin = join(VERSIONS, version, 'bin')
  const directory = mkdtempSync(join(tmpdir(), 'snowdrop-pg-'))
  const data = join(directory, 'data')
  const [port, person] = [await freePort(), unprivileged()]
  chmodSync(directory, 0o755)
  mkdirSync(data, { mode: 0o700 })
  if ('uid' in person) chownSync(data, person.uid, person.gid)
  const home: Household = { directory, person, env: { ...process.env, LC_ALL: 'C.UTF-8' }, daemons: [] }
  const url = (database: string) => `postgresql://snowdrop@127.0.0.1:${port}/${database}`
  const run = (command: string, args: readonly string[], as = {}) =>
    execFileSync(join(bin, command), args, { ...as, env: home.env, cwd: directory, maxBuffer: 2 ** 26 })
  const stop = async () => {
    await endDaemons(home)
    rmSync(directory, { recursive: true, force: true })
  }
  try {
    run('initdb', ['--pgdata', data, '--username=snowdrop', '--auth=trust', '--no-sync'], person)
    const args = [
      '-D',
      data,
      '-p',
      String(port),
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      'unix_socket_directories=',
      '-c',
      'fsync=off',
    ]
    const daemon = startDaemon(home, 'postgres', join(bin, 'postgres'), args)
    await waitFor(home, 'postgres', daemon, () => listensOn(port))
  } catch (error) {
    await stop()
    throw error
  }
  return {
    run,
    createDatabase: (name) => {
      run('psql', ['--quiet', `--command=CREATE DATABASE ${name}`, url('postgres')])
      return url(name)
    },
    stop,
  }
}
