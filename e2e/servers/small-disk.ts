import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A file system of a few MiB. */
export interface SmallDisk {
  readonly path: string
  readonly remove: () => void
}

function run(command: string, ...args: readonly string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  if (status === 0) return
  throw new Error(
    `the tests of a full disk mount a file system of their own, which only root may: ${stderr} (or leave these tests out with SNOWDROP_TEST_SKIP=process,e2e)`,
  )
}

/** Mounts a tmpfs of `mebibytes`. Throws where that is not allowed. */
export function mountSmallDisk(mebibytes: number): SmallDisk {
  const path = mkdtempSync(join(tmpdir(), 'snowdrop-small-'))
  const remove = () => {
    run('umount', '--lazy', path)
    rmdirSync(path)
  }
  run('mount', '-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'snowdrop-test', path)
  return { path, remove }
}
