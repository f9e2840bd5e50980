import { randomBytes } from 'node:crypto'
import { mkdir, readFile, readlink, rm, symlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import { codeOf } from './safe-place.ts'

/** Who holds a lock: a process, when it began, and a name of this very holding. */
export interface LockHolder {
  readonly pid: number
  readonly began: string
  readonly name: string
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}

/**
 * When a process began, in clock ticks since the machine did (proc(5)): a later one may have got its number. Nought
 * where the system does not tell.
 */
async function beginningOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return stat.split(') ')[1]?.split(' ')[19] ?? '0'
}

/** A lock is a symbolic link to nothing that names its holder: made in one step, with all it says. `null` for none. */
async function holderAt(path: string): Promise<LockHolder | null> {
  try {
    const [pid, began = '', name = ''] = (await readlink(path)).split('-')
    return { pid: Number(pid), began, name }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw error
  }
}

async function place(path: string): Promise<boolean> {
  try {
    const name = randomBytes(8).toString('hex')
    await symlink([process.pid, await beginningOf(process.pid), name].join('-'), path)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

async function lives({ pid, began }: LockHolder): Promise<boolean> {
  return Number.isSafeInteger(pid) && pid > 0 && isRunning(pid) && (await beginningOf(pid)) === began
}

/**
 * [Note: Breaking a lock] What a killed process left has to go, but only once: between looking and removing, somebody
 * else may have removed it and a third one locked anew. So whoever breaks a holding first locks the breaking of that
 * very holding, by its name, and then looks again: its own process is gone, and nobody else may remove it.
 */
async function breakLock(path: string, { name }: LockHolder): Promise<void> {
  const taken = await tryFileLock(`${path}.${name}`)
  if (typeof taken !== 'function') return
  try {
    if ((await holderAt(path))?.name === name) await rm(path, { force: true })
  } finally {
    await taken()
  }
}

/**
 * Locks a path among the processes of this machine. Answers how the lock is let go, or who holds it. A process that
 * ended, in whatever way, holds it no more.
 * Errors: those of the file system.
 */
export async function tryFileLock(path: string): Promise<(() => Promise<void>) | LockHolder> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  for (;;) {
    if (await place(path)) return () => rm(path, { force: true })
    const holder = await holderAt(path)
    if (holder === null) continue
    if (await lives(holder)) return holder
    await breakLock(path, holder)
  }
}

/** Whether a running process holds a lock. */
export async function isFileLocked(path: string): Promise<boolean> {
  const holder = await holderAt(path)
  return holder !== null && (await lives(holder))
}

/**
 * Does `work` under a lock, and waits as long as others hold it: for what takes moments. Errors: those of `work` and of
 * the file system.
 */
export async function underFileLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  for (let pause = 1; ; pause = Math.min(50, pause * 2)) {
    const taken = await tryFileLock(path)
    if (typeof taken === 'function') {
      try {
        return await work()
      } finally {
        await taken()
      }
    }
    await new Promise((resolve) => setTimeout(resolve, pause))
  }
}
