import { mkdir, open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator } from '../../lib/wire/fields.ts'
import { UsageError } from '../usage-error.ts'

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** When a process began, in clock ticks since the machine did (proc(5)): a later one may have got its number. Empty where the system does not tell. */
async function beginningOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return stat.split(') ')[1]?.split(' ')[19] ?? ''
}

async function holderOf(path: string): Promise<number | null> {
  const [pid = '', began = ''] = (await readFile(path, 'utf8').catch(() => '')).trim().split(' ')
  const holder = Number(pid)
  if (!Number.isSafeInteger(holder) || holder <= 0 || !isRunning(holder)) return null
  return (await beginningOf(holder)) === began ? holder : null
}

/**
 * Keeps two programs of this machine from saving the same link at once; answers how it ends. What a killed one left is in nobody's way.
 * Errors: `UsageError` where another one is at it.
 */
export async function takeTurn(folder: string, locator: Locator): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, `${locator}.lock`)
  for (let tries = 0; ; tries += 1) {
    const file = await open(path, 'wx', 0o600).catch(() => null)
    if (file !== null) {
      await file.writeFile(`${process.pid} ${await beginningOf(process.pid)}`)
      await file.close()
      return () => rm(path, { force: true })
    }
    const holder = await holderOf(path)
    if (holder !== null || tries > 2)
      throw new UsageError(`This link is being received here already, by process ${holder ?? 'unknown'}.`)
    await rm(path, { force: true })
  }
}
