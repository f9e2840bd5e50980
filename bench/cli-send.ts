import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeRandomFile } from '../e2e/browser/fixtures.ts'
import { type AppServer, startApp } from '../e2e/servers/app-server.ts'
import { type Comparison, compare, median } from './compare.ts'
import { measureRun } from './measure-run.ts'
import type { StartCommand } from './packed-cli.ts'
import { type Ground, startOnBucket } from './rig.ts'

/** Who hears what is measured. */
export interface BenchNotes {
  /** Ours against the same in the clear. */
  readonly note: (name: string, line: Comparison) => void
  readonly figure: (name: string, value: number, unit: string) => void
  readonly wanted: (name: string) => boolean
}

/** What is measured: a file of `bytes`, so many turns, and one of `large` bytes for memory alone; 0 leaves that out. */
export interface SendBench {
  readonly start: StartCommand
  readonly bytes: number
  readonly rounds: number
  readonly large: number
}

const CHUNK = 64 * 1024
const TAG = 16

/** Seconds that a shell command took. */
function shell(command: string, env: Record<string, string>): Promise<number> {
  const begun = performance.now()
  const child = spawn('bash', ['-o', 'pipefail', '-c', command], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  return new Promise((resolve, reject) =>
    child.once('close', (code) =>
      code === 0
        ? resolve((performance.now() - begun) / 1000)
        : reject(new Error(`${command.slice(0, 40)} ended with ${String(code)}`)),
    ),
  )
}

const hasAge = () => spawnSync('age', ['--version'], { stdio: 'ignore' }).status === 0

/**
 * A way of `age -e | curl -T -`. Storage wants to know the length before: that of an empty file tells what age puts in
 * front (age-encryption.org/v1).
 */
function ageWay(file: string, ground: Ground): () => Promise<number> {
  const made = spawnSync('age-keygen', [], { encoding: 'utf8' })
  const recipient = /public key: (age1\S+)/.exec(made.stdout)?.[1] ?? ''
  const { length: empty } = spawnSync('age', ['-e', '-r', recipient], { input: '' }).stdout
  const { size } = statSync(file)
  const length = empty - TAG + size + TAG * Math.ceil(size / CHUNK)
  return async () =>
    shell('age -e -r "$TO" "$FILE" | curl -sSf -T - -H "Transfer-Encoding:" -H "Content-Length: $LENGTH" "$URL"', {
      ...{ TO: recipient, FILE: file, LENGTH: String(length), URL: await ground.plainPut() },
    })
}

function sendWith(start: StartCommand, app: AppServer, scratch: string, file: string) {
  return measureRun(() =>
    start(['send', file, '--fresh', '--json'], {
      ...{ cwd: scratch, home: join(scratch, 'home'), env: { SNOWDROP_SERVER: app.url } },
    }),
  )
}

async function speed(
  { start, rounds }: Pick<SendBench, 'start' | 'rounds'>,
  file: string,
  scratch: string,
  { note, figure, wanted }: BenchNotes,
): Promise<void> {
  const ground = await startOnBucket()
  let peak = 0
  const ours = async () => {
    await ground.clear()
    const run = await sendWith(start, ground.app, scratch, file)
    peak = Math.max(peak, run.peak)
    return run.seconds
  }
  try {
    const curl = async () => shell('curl -sSf -T "$FILE" "$URL"', { FILE: file, URL: await ground.plainPut() })
    if (wanted('cli.send.s3')) note('cli.send.s3', await compare(ours, curl, rounds))
    if (wanted('cli.send.s3.age') && hasAge())
      note('cli.send.s3.age', await compare(ours, ageWay(file, ground), rounds))
    if (peak === 0) await ours()
    figure('cli.send.memory', peak, 'MiB')
  } finally {
    await ground.stop()
  }
}

/** A large file takes no more memory. It is one hole on the disk, so that only what is sent takes room. */
async function largeMemory(
  { start, large: bytes }: Pick<SendBench, 'start' | 'large'>,
  scratch: string,
  { figure }: BenchNotes,
): Promise<void> {
  const file = join(scratch, 'large.bin')
  writeFileSync(file, '')
  truncateSync(file, bytes)
  const app = await startApp()
  try {
    const { peak } = await sendWith(start, app, scratch, file)
    figure('cli.send.large.memory', peak, `MiB for ${bytes / 2 ** 20} MiB`)
  } finally {
    await app.destroy()
    rmSync(file)
  }
}

/** How much longer than Node itself the command takes to say its version, in seconds. */
async function startUp(start: StartCommand, scratch: string, { figure }: BenchNotes): Promise<void> {
  const [ours, bare]: [number[], number[]] = [[], []]
  for (let round = -1; round < 9; round += 1) {
    const seconds = {
      bare: await shell('"$NODE" -e 0', { NODE: process.execPath }),
      ours: (await measureRun(() => start(['--version'], { cwd: scratch, home: join(scratch, 'home') }))).seconds,
    }
    if (round < 0) continue
    ours.push(seconds.ours)
    bare.push(seconds.bare)
  }
  figure('cli.start', median(ours), `s for --version; node alone ${median(bare).toFixed(2)} s`)
}

/** Sends in a terminal in turns with curl, and with age and curl; then what memory and start-up take. */
export async function measureCliSend(bench: SendBench, notes: BenchNotes): Promise<void> {
  const lines = ['cli.start', 'cli.send.s3', 'cli.send.s3.age', 'cli.send.memory', 'cli.send.large.memory']
  if (!lines.some(notes.wanted)) return
  const scratch = mkdtempSync(join(tmpdir(), 'snowdrop-bench-send-'))
  const file = join(scratch, 'sample.bin')
  try {
    await writeRandomFile(file, bench.bytes)
    if (notes.wanted('cli.start')) await startUp(bench.start, scratch, notes)
    if (['cli.send.s3', 'cli.send.s3.age', 'cli.send.memory'].some(notes.wanted))
      await speed(bench, file, scratch, notes)
    if (bench.large > 0 && notes.wanted('cli.send.large.memory')) await largeMemory(bench, scratch, notes)
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}
