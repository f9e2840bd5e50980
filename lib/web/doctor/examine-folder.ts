import { mkdir, open, rm, rmdir, statfs } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { describeFailure } from '../describe-failure.ts'
import { advice, type Finding, fault, well } from './finding.ts'

async function writeThrough(path: string): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.write('snowdrop')
    await file.sync()
  } finally {
    await file.close()
    await rm(path, { force: true })
  }
}

/** Below this nothing works for long; in bytes. */
const LEAST_ROOM = 256 * 2 ** 20

/** Takes away the empty folders from `folder` up to `first`, which were made just now. */
async function unmake(folder: string, first: string): Promise<void> {
  for (let at = resolve(folder); at.startsWith(resolve(first)); at = dirname(at)) await rmdir(at)
}

function judgeRoom(folder: string, room: number, wanted: number): Finding {
  const gib = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`
  if (room >= wanted) return well(`${gib(room)} are free.`)
  const says = `SNOWDROP_DATA_DIR: only ${gib(room)} are free in "${folder}", and one drop may have ${gib(wanted)}: free some, or lower SNOWDROP_MAX_DROP_SIZE.`
  return room < LEAST_ROOM ? fault(says) : advice(says)
}

/**
 * Whether a folder takes files and keeps them through a power cut, and has `roomBytes` left. A folder that was not
 * there is gone again afterwards.
 */
export async function examineFolder(folder: string, roomBytes: number, name: string): Promise<readonly Finding[]> {
  try {
    const made = await mkdir(folder, { recursive: true, mode: 0o700 })
    await writeThrough(join(folder, `doctor-${name}`))
    const { bavail, bsize } = await statfs(folder)
    if (made !== undefined) await unmake(folder, made)
    return [
      well(`Files can be written to ${folder} and forced to the disk.`),
      judgeRoom(folder, bavail * bsize, roomBytes),
    ]
  } catch (error) {
    return [fault(`SNOWDROP_DATA_DIR: nothing can be written to "${folder}" (${describeFailure(error)}).`)]
  }
}
