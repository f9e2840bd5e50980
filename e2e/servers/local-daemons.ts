import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { openSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** Whom daemons run as, where that is not simply us. */
export type Person = { readonly uid: number; readonly gid: number } | Record<string, never>

/** Root steps down to an account without rights; anyone else stays who they are. */
export function unprivileged(): Person {
  if (process.getuid?.() !== 0) return {}
  const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, 'nobody'], { encoding: 'utf8' }).stdout.trim())
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : {}
}

/** Whether somebody listens on a loopback port. */
export function listensOn(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
}

/** What one server's daemons share. */
export interface Household {
  readonly directory: string
  readonly person: Person
  readonly env: NodeJS.ProcessEnv
  readonly daemons: ChildProcess[]
}

/** Starts a daemon whose words go to `NAME.out` in the directory. */
export function startDaemon(home: Household, name: string, command: string, args: readonly string[]): ChildProcess {
  const { directory, person, env, daemons } = home
  const log = openSync(join(directory, `${name}.out`), 'a')
  const daemon = spawn(command, args, { ...person, cwd: directory, env, stdio: ['ignore', log, log] })
  daemons.push(daemon)
  return daemon
}

/** Waits until `ready`, and fails with what it said when the daemon ends, or after a minute. */
export async function waitFor(
  { directory }: Household,
  name: string,
  daemon: ChildProcess,
  ready: () => Promise<boolean> | boolean,
): Promise<void> {
  for (let tries = 0; tries < 2400; tries++) {
    if (await ready()) return
    if (daemon.exitCode !== null || daemon.signalCode !== null) break
    await sleep(25)
  }
  throw new Error(`${name} did not come up: ${readFileSync(join(directory, `${name}.out`), 'utf8').slice(-2000)}`)
}

/** Ends the daemons, the last one first, and waits until they are gone. */
export async function endDaemons({ daemons }: Household): Promise<void> {
  for (const daemon of daemons.toReversed()) {
    if (daemon.exitCode !== null || daemon.signalCode !== null) continue
    const gone = new Promise((resolve) => daemon.once('exit', resolve))
    daemon.kill('SIGKILL')
    await gone
  }
}
