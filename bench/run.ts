// `npm run bench`: sends and receives in a real browser, in turns with a plain page that does the same without us, and prints how fast ours is of it.
//   --bytes N     size of the file (default 1 GiB)
//   --rounds N    measured turns of each way (default 5)
//   --only TEXT   only the lines whose name has it
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { peakMemory, treeMemory } from '../e2e/browser/browser-memory.ts'
import { writeRandomFile } from '../e2e/browser/fixtures.ts'
import { measureCliSend } from './cli-send.ts'
import { type Comparison, compare } from './compare.ts'
import { enterOwnNetwork, shapeLine } from './line-shape.ts'
import { packCommand } from './packed-cli.ts'
import { type Browser, cpuSeconds, type Ground, startBrowser, startOnBucket, startOnDisk } from './rig.ts'
import { plainDownload, plainUpload, sealedDownload, sealedUpload } from './ways.ts'

const MiB = 2 ** 20
const GiB = 2 ** 30
const { values } = parseArgs({
  options: {
    bytes: { type: 'string', default: String(GiB) },
    rounds: { type: 'string', default: '5' },
    only: { type: 'string', default: '' },
  },
})
const [bytes, rounds, only] = [Number(values.bytes), Number(values.rounds), values.only]
const root = fileURLToPath(new URL('..', import.meta.url))

interface Results {
  readonly ratios: Record<string, number>
  readonly lines: Record<string, Comparison>
  readonly figures: Record<string, number>
}

const results: Results = { ratios: {}, lines: {}, figures: {} }
const wanted = (name: string) => name.includes(only)

function note(name: string, line: Comparison): void {
  results.lines[name] = line
  results.ratios[name] = Number(line.ratio.toFixed(3))
  const speed = (seconds: number) => `${(bytes / MiB / seconds).toFixed(0).padStart(5)} MiB/s`
  console.log(`${name.padEnd(36)} ${line.ratio.toFixed(2)}   ours ${speed(line.ours)}   plain ${speed(line.plain)}`)
}

function figure(name: string, value: number, unit: string): void {
  results.figures[name] = Number(value.toFixed(3))
  console.log(`${name.padEnd(36)} ${value.toFixed(2)} ${unit}`)
}

async function uploads(name: string, { page }: Browser, ground: Ground, file: string, turns = rounds): Promise<void> {
  if (!wanted(name)) return
  const before = cpuSeconds(ground.app.pid)
  const ours = async () => {
    await ground.clear()
    return (await sealedUpload(page, ground, file)).seconds
  }
  note(name, await compare(ours, () => plainUpload(page, ground, file), turns))
  const each = (cpuSeconds(ground.app.pid) - before) / (turns + 1) / (bytes / GiB)
  figure(`server_cpu_s_per_gib.${name}`, each, 's')
}

async function downloads(name: string, { page }: Browser, ground: Ground, file: string, turns = rounds): Promise<void> {
  if (!wanted(name)) return
  await ground.clear()
  await plainUpload(page, ground, file)
  const { link } = await sealedUpload(page, ground, file)
  const before = cpuSeconds(ground.app.pid)
  note(
    name,
    await compare(
      () => sealedDownload(page, link),
      () => plainDownload(page, ground),
      turns,
    ),
  )
  const each = (cpuSeconds(ground.app.pid) - before) / (turns + 1) / (bytes / GiB)
  figure(`server_cpu_s_per_gib.${name}`, each, 's')
}

/** Peak memory of a fresh browser above what it needs idle, in MiB, up and down. */
async function memory(scratch: string, ground: Ground, size: number): Promise<{ up: number; down: number }> {
  const file = join(scratch, `memory-${size}.bin`)
  await writeRandomFile(file, size)
  await ground.clear()
  const browser = await startBrowser(scratch)
  await browser.page.goto(ground.app.url)
  const idle = treeMemory(browser.pid)
  let link = ''
  const up = await peakMemory(browser.pid, async () => {
    link = (await sealedUpload(browser.page, ground, file)).link
  })
  const down = await peakMemory(browser.pid, async () => {
    await sealedDownload(browser.page, link)
  })
  await browser.close()
  rmSync(file)
  return { up: (up - idle) / MiB, down: (down - idle) / MiB }
}

async function memories(scratch: string, ground: Ground): Promise<void> {
  if (!wanted('memory')) return
  const small = await memory(scratch, ground, 256 * MiB)
  const large = await memory(scratch, ground, GiB)
  for (const way of ['up', 'down'] as const) {
    figure(`memory_mib.${way}.256m`, small[way], 'MiB above an idle page')
    figure(`memory_mib.${way}.1g`, large[way], 'MiB above an idle page')
  }
  const ratio = Math.max(large.up / small.up, large.down / small.down)
  results.ratios['memory.1g_over_256m'] = Number(ratio.toFixed(3))
  console.log(`${'memory.1g_over_256m'.padEnd(36)} ${ratio.toFixed(2)}`)
}

async function onGround(kind: 's3' | 'disk', ground: Ground, scratch: string, file: string): Promise<void> {
  const browser = await startBrowser(scratch)
  await uploads(`upload.${kind}.chromium`, browser, ground, file)
  await downloads(`download.serviceworker.${kind}.chromium`, browser, ground, file)
  for (const [line, mbit] of kind === 's3' && ownNetwork
    ? ([
        ['1gbit', 1000],
        ['100mbit', 100],
      ] as const)
    : []) {
    const turns = mbit < 1000 ? Math.min(rounds, 1) : Math.min(rounds, 3)
    const names = [`upload.s3.chromium.${line}`, `download.serviceworker.s3.chromium.${line}`] as const
    if (!names.some(wanted)) continue
    const widen = shapeLine(ground.port, mbit)
    await uploads(names[0], browser, ground, file, turns)
    await downloads(names[1], browser, ground, file, turns)
    widen()
  }
  await browser.close()
  if (kind === 'disk') await memories(scratch, ground)
}

function write(): void {
  const processor = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`
  const machine = {
    processor,
    memoryGiB: Math.round(totalmem() / GiB),
    system: readFileSync('/proc/version', 'utf8').split(' (')[0],
  }
  mkdirSync(join(root, 'bench/results'), { recursive: true })
  const path = join(root, 'bench/results/latest.json')
  writeFileSync(
    path,
    `${JSON.stringify({ at: new Date().toISOString(), machine, load: loadavg(), bytes, ...results }, null, 2)}\n`,
  )
}

const ownNetwork = enterOwnNetwork()
if (!ownNetwork)
  console.log('The lines of 1 Gbit/s and 100 Mbit/s are left out: shaping the loopback needs root, unshare and tc.')
const scratch = mkdtempSync(join(tmpdir(), 'snowdrop-bench-'))
const file = join(scratch, 'sample.bin')
console.log(
  `${(bytes / MiB).toFixed(0)} MiB, median of ${rounds}, load ${loadavg()[0]?.toFixed(1) ?? '?'}; 1.00 is as fast as without us`,
)
try {
  await writeRandomFile(file, bytes)
  for (const [kind, start] of [
    ['s3', startOnBucket],
    ['disk', startOnDisk],
  ] as const) {
    if (
      !['upload', 'download.serviceworker'].some((way) => `${way}.${kind}.chromium`.includes(only)) &&
      !only.includes(kind) &&
      only !== 'memory'
    )
      continue
    const ground = await start()
    try {
      await onGround(kind, ground, scratch, file)
    } finally {
      await ground.stop()
    }
  }
  const command = packCommand()
  const send = { start: command.start, bytes, rounds: Math.min(rounds, 3), large: 0 }
  await measureCliSend(send, { note, figure, wanted }).finally(command.remove)
  write()
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
