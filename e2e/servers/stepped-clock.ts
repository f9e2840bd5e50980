import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * A wall clock that can be stepped while processes run by it; storage, database and the test itself keep the true one.
 */
export interface SteppedClock {
  /** What a process needs in its environment to run by it. */
  readonly env: Record<string, string>
  /** From now on it is so many seconds ahead of the true one; behind it where negative. */
  readonly step: (seconds: number) => void
  readonly remove: () => void
}

/** Debian's multiarch folders. */
const LIBRARIES = ['x86_64', 'aarch64'].map((machine) => `/usr/lib/${machine}-linux-gnu/faketime/libfaketimeMT.so.1`)

/**
 * Makes a clock by libfaketime, which stands between a process and the system's calls for the time. Throws where it is
 * not installed.
 */
export function createSteppedClock(): SteppedClock {
  const library = LIBRARIES.find((path) => existsSync(path))
  if (library === undefined)
    throw new Error(
      'The tests of a stepped clock need libfaketime: apt-get install -y --no-install-recommends libfaketime',
    )
  const folder = mkdtempSync(join(tmpdir(), 'snowdrop-clock-'))
  const file = join(folder, 'offset')
  const step = (seconds: number) => writeFileSync(file, `${seconds < 0 ? '' : '+'}${seconds}\n`)
  step(0)
  return {
    env: {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: '1',
      // A clock that is set does not move timers: the monotonic clock goes on as it was.
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      NO_FAKE_STAT: '1',
    },
    step,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
