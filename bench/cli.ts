// `npm run bench:cli`: sends and receives in a terminal, in turns with `curl` of the same bytes to and from the same
// bucket (and with age before it), and prints how fast ours is of it,
// the most memory it needs, and how long it takes to start. The command is the package that people install. TMPDIR says
// on which disk; where that is memory, nothing but the work itself is measured.
//   --bytes N     size of the file (default 1 GiB)
//   --rounds N    measured turns of each way (default 3)
//   --large N     size of the file for the memory alone, on disk (default 10 GiB; 0 leaves it out)
//   --only TEXT   only the lines whose name has it
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { GetObjectCommand } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { storeDrop } from '../e2e/cli/stored-drop.ts'
import { startApp } from '../e2e/servers/app-server.ts'
import { startBucketApp } from '../e2e/servers/bucket-app.ts'
import type { Bytes } from '../lib/format/bytes.ts'
import { measureCliSend } from './cli-send.ts'
import { type Comparison, compare } from './compare.ts'
import { measureRun } from './measure-run.ts'
import { packCommand } from './packed-cli.ts'

const MiB = 2 ** 20
const { values } = parseArgs({
  options: {
    bytes: { type: 'string', default: String(1024 * MiB) },
    rounds: { type: 'string', default: '3' },
    large: { type: 'string', default: String(10 * 1024 * MiB) },
    only: { type: 'string', default: '' },
  },
})
const [bytes, rounds, large] = [Number(values.bytes), Number(values.rounds), Number(values.large)]
const scratch = mkdtempSync(join(tmpdir(), 'snowdrop-bench-cli-'))
const command = packCommand()
const pattern = new Uint8Array(randomBytes(32 * MiB + 1))

/** Bytes that no two parts share. */
function read(at: number, length: number): Bytes {
  const piece = new Uint8Array(length)
  for (let done = 0; done < length; ) {
    const from = (at + done) % pattern.length
    const next = pattern.subarray(from, from + length - done)
    piece.set(next, done)
    done += next.length
  }
  return piece
}

/** Receives once: seconds, and peak memory in MiB. */
function ours(link: string): Promise<{ seconds: number; peak: number }> {
  const args = ['receive', link, '--force', '-o', join(scratch, 'ours')]
  return measureRun(() => command.start(args, { cwd: scratch, home: join(scratch, 'home') }))
}

async function run(command: string, ...args: readonly string[]): Promise<void> {
  const child = spawn(command, args, { stdio: 'inherit' })
  const code = await new Promise((resolve) => child.once('close', resolve))
  if (code !== 0) throw new Error(`${command} ended with ${String(code)}`)
}

/** Seconds of `curl -o`; `flushed` waits for the disk as well, as ours does before a file gets its name. */
async function curl(url: string, flushed: boolean): Promise<number> {
  const begun = performance.now()
  await run('curl', '-sSf', '-o', join(scratch, 'plain'), url)
  if (flushed) await run('sync', '--data', join(scratch, 'plain'))
  return (performance.now() - begun) / 1000
}

/** Seconds of a bare Node program that reads, runs AES over it, and writes: what ours cannot be faster than. */
async function bare(url: string): Promise<number> {
  const begun = performance.now()
  await run(process.execPath, fileURLToPath(new URL('./bare-receive.mjs', import.meta.url)), url, join(scratch, 'bare'))
  return (performance.now() - begun) / 1000
}

async function speed(): Promise<void> {
  const { app, bucket, stored, stop } = await startBucketApp({ direct: true })
  try {
    const { link } = await storeDrop(app.url, { files: [{ path: 'file', size: bytes, read }], maxDownloads: 100 })
    const [Key = ''] = await stored()
    const url = await getSignedUrl(bucket.client, new GetObjectCommand({ Bucket: bucket.name, Key }), {
      expiresIn: 3600,
    })
    let peak = 0
    const rate = (seconds: number) => `${(bytes / MiB / seconds).toFixed(0)} MiB/s`
    for (const flushed of [false, true]) {
      const line = await compare(
        async () => {
          const run = await ours(link)
          peak = Math.max(peak, run.peak)
          return run.seconds
        },
        () => curl(url, flushed),
        rounds,
      )
      const name = `cli.receive.s3${flushed ? '.flushed' : ''}`.padEnd(26)
      console.log(
        `${name}${line.ratio.toFixed(2)}   ours ${rate(line.ours)}   curl${flushed ? ' and sync' : ''} ${rate(line.plain)}`,
      )
    }
    const floor = await compare(
      () => bare(url),
      () => curl(url, false),
      rounds,
    )
    console.log(
      `cli.receive.s3.bare       ${floor.ratio.toFixed(2)}   bare Node ${rate(floor.ours)}   curl ${rate(floor.plain)}`,
    )
    console.log(`cli.receive.s3.memory     ${peak.toFixed(0)} MiB`)
  } finally {
    await stop()
  }
}

async function memory(): Promise<void> {
  const app = await startApp()
  try {
    const { link } = await storeDrop(app.url, { files: [{ path: 'large', size: large, read }] })
    const { seconds, peak } = await ours(link)
    console.log(`cli.receive.large.memory  ${peak.toFixed(0)} MiB for ${large / MiB} MiB in ${seconds.toFixed(1)} s`)
  } finally {
    await app.destroy()
  }
}

console.log(`${bytes / MiB} MiB, median of ${rounds}, load ${loadavg()[0]?.toFixed(1) ?? '?'}; 1.00 is as fast as curl`)
const wanted = (name: string) => name.includes(values.only)
const note = (name: string, { ratio, ours, plain }: Comparison) => {
  const rate = (seconds: number) => `${(bytes / MiB / seconds).toFixed(0)} MiB/s`
  console.log(`${name.padEnd(25)} ${ratio.toFixed(2)}   ours ${rate(ours)}   plain ${rate(plain)}`)
}
const figure = (name: string, value: number, unit: string) =>
  console.log(`${name.padEnd(25)} ${value.toFixed(2)} ${unit}`)
try {
  await measureCliSend({ bytes, rounds, large, start: command.start }, { note, figure, wanted })
  if (wanted('cli.receive.s3')) await speed()
  if (large > 0 && wanted('cli.receive.large.memory')) await memory()
} finally {
  command.remove()
  rmSync(scratch, { recursive: true, force: true })
}
