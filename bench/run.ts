// `npm run bench`: sends and receives in a real browser, in turns with a plain page that does the same without us, and
// prints how fast ours is of it.
//   --bytes N     size of the file (default 1 GiB)
//   --rounds N    measured turns of each way (default 5)
//   --only TEXT   only the lines whose name fits this regular expression, such as 'upload.s3.chromium$'
//   --large       memory for 8 GiB, too (some minutes, and 24 GiB of disk)
import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { writeRandomFile } from '../e2e/browser/fixtures.ts'
import { type BareBrowser, startBareBrowser } from './bare-browser.ts'
import { ceilingDownload } from './ceiling.ts'
import { measureCliSend } from './cli-send.ts'
import { compare, median } from './compare.ts'
import { measureFirstLoads } from './first-load.ts'
import { enterOwnNetwork, shapeLine } from './line-shape.ts'
import { measureMemories } from './memory.ts'
import { packCommand } from './packed-cli.ts'
import { firstPartMs, pageCost, sendTimed, writeSmallFiles } from './page-figures.ts'
import { openResults } from './results.ts'
import { type Browser, cpuSeconds, type Ground, idleShare, startBrowser, startOnBucket, startOnDisk } from './rig.ts'
import { gatheredDownload, lackStreams, plainDownload, plainUpload, sealedDownload, sealedUpload } from './ways.ts'

const MiB = 2 ** 20
const GiB = 2 ** 30
const { values } = parseArgs({
  options: {
    bytes: { type: 'string', default: String(GiB) },
    rounds: { type: 'string', default: '5' },
    only: { type: 'string', default: '' },
    large: { type: 'boolean', default: false },
  },
})
const [bytes, rounds] = [Number(values.bytes), Number(values.rounds)]
const root = fileURLToPath(new URL('..', import.meta.url))

const only = new RegExp(values.only)
const wanted = (name: string) => only.test(name)
const { note, ratio, figure } = openResults(join(root, 'bench/results/latest.json'), bytes)

/** What the server needs for our turns alone, without what it needs while nobody asks for anything. */
async function countServer(ground: Ground) {
  const idle = await idleShare(ground.app.pid)
  const turns: number[] = []
  return {
    async turn<T>(work: () => Promise<T>): Promise<T> {
      const [before, begun] = [cpuSeconds(ground.app.pid), performance.now()]
      const result = await work()
      turns.push(cpuSeconds(ground.app.pid) - before - (idle * (performance.now() - begun)) / 1000)
      return result
    },
    /** The first turn warms up. */
    note: (name: string) =>
      figure(
        `server_cpu_s_per_gib.${name}`,
        median(turns.slice(1)) / (bytes / GiB),
        's, the page and its scripts included',
      ),
  }
}

async function uploads(kind: string, ground: Ground, file: string, line = ''): Promise<void> {
  const name = `upload.${kind}.chromium${line}`
  if (!wanted(name)) return
  const browser = await startBareBrowser(scratch)
  const server = await countServer(ground)
  const ours = async () => {
    await ground.clear()
    return (await server.turn(() => sealedUpload(browser, ground, file))).seconds
  }
  note(name, await compare(ours, () => plainUpload(browser, ground, file), turnsOn(line)))
  // On a shaped line what the server needs while it waits would count for more than what it does.
  if (line === '') server.note(name)
  await browser.close()
}

async function gathered(name: string, browser: BareBrowser, ground: Ground, link: string): Promise<void> {
  if (!wanted(name)) return
  await lackStreams(browser)
  const ours = () => gatheredDownload(browser, link)
  note(name, await compare(ours, () => plainDownload(browser, ground), Math.min(rounds, 3)))
}

async function downloads(kind: string, ground: Ground, file: string, line = ''): Promise<void> {
  const [streamed, opfs] = [`download.serviceworker.${kind}.chromium${line}`, `download.opfs.${kind}.chromium`]
  if (!wanted(streamed) && (line !== '' || !wanted(opfs))) return
  await ground.clear()
  const browser = await startBareBrowser(scratch)
  await plainUpload(browser, ground, file)
  const { link } = await sealedUpload(browser, ground, file)
  if (wanted(streamed)) {
    const server = await countServer(ground)
    const ours = () => server.turn(() => sealedDownload(browser, link))
    note(streamed, await compare(ours, () => plainDownload(browser, ground), turnsOn(line)))
    if (line === '') server.note(streamed)
  }
  if (line === '') await gathered(opfs, browser, ground, link)
  await browser.close()
}

const CEILING = 'ceiling.serviceworker.chromium'

/** What the browser itself makes of a service worker's answer. */
async function ceiling(ground: Ground, file: string): Promise<void> {
  if (!wanted(CEILING)) return
  const browser = await startBareBrowser(scratch)
  await plainUpload(browser, ground, file)
  const stream = () => ceilingDownload(browser, ground, bytes)
  note(CEILING, await compare(stream, () => plainDownload(browser, ground), rounds))
  await browser.close()
}

const SIZES: readonly (readonly [string, number])[] = [
  ['256m', 256 * MiB],
  ['1g', GiB],
  ['8g', 8 * GiB],
]

async function memories(scratch: string, ground: Ground): Promise<void> {
  if (!wanted('memory')) return
  await measureMemories(scratch, ground, SIZES.slice(0, values.large ? 3 : 2), { figure, ratio })
}

/** A shaped line is slow and steady: fewer turns. */
const turnsOn = (line: string) => (line === '' ? rounds : line === '.1gbit' ? Math.min(rounds, 3) : Math.min(rounds, 1))

async function onShapedLines(ground: Ground, file: string): Promise<void> {
  for (const [line, mbit] of [
    ['.1gbit', 1000],
    ['.100mbit', 100],
  ] as const) {
    const names = [`upload.s3.chromium${line}`, `download.serviceworker.s3.chromium${line}`] as const
    if (!names.some(wanted)) continue
    const widen = shapeLine(ground.port, mbit)
    await uploads('s3', ground, file, line)
    await downloads('s3', ground, file, line)
    widen()
  }
}

const SMALL_FILES = 10_000
const SMALL_BYTES = 4096

/** 10,000 files of 4 KiB as one drop, against one file of the same bytes. */
async function smallFiles({ page }: Browser, ground: Ground, scratch: string): Promise<void> {
  if (!wanted('small_files.s3.chromium')) return
  const folder = join(scratch, 'small')
  const one = join(scratch, 'one.bin')
  writeSmallFiles(folder, SMALL_FILES, SMALL_BYTES)
  await writeRandomFile(one, SMALL_FILES * SMALL_BYTES)
  const turns: { many: number; one: number; longest: number }[] = []
  for (let turn = 0; turn < Math.min(rounds, 3); turn += 1) {
    const many = await sendTimed(page, ground, { folder })
    const single = await sendTimed(page, ground, { files: [one] })
    turns.push({ many: many.seconds, one: single.seconds, longest: many.longestTask })
  }
  const many = median(turns.map((turn) => turn.many))
  ratio('small_files.s3.chromium', median(turns.map((turn) => turn.one)) / many)
  figure('small_files.ms_per_file', (many * 1000) / SMALL_FILES, 'ms, of 10,000 files of 4 KiB in one drop')
  figure('small_files.longest_task_ms', median(turns.map((turn) => turn.longest)), 'ms')
}

async function pages({ page }: Browser, ground: Ground, file: string): Promise<void> {
  if (!wanted('pages')) return
  for (const path of ['/', '/d', '/sent', '/about']) {
    const costs = []
    for (let turn = 0; turn < rounds; turn += 1) costs.push(await pageCost(page, ground.app.url + path))
    figure(`pages.script_kb${path}`, median(costs.map((cost) => cost.scriptBytes)) / 1000, 'kB, compressed')
    figure(`pages.interactive_ms${path}`, median(costs.map((cost) => cost.interactiveMs)), 'ms from the navigation')
  }
  const starts = []
  for (let turn = 0; turn < rounds; turn += 1) starts.push(await firstPartMs(page, ground, file))
  figure('pages.first_part_ms', median(starts), 'ms from the choice of the file to the first PUT')
}

async function onGround(kind: 's3' | 'disk', ground: Ground, file: string): Promise<void> {
  await uploads(kind, ground, file)
  await downloads(kind, ground, file)
  if (kind === 's3') {
    if (ownNetwork) await onShapedLines(ground, file)
    const browser = await startBrowser(scratch)
    await smallFiles(browser, ground, scratch)
    await pages(browser, ground, file)
    await browser.close()
  } else {
    await ceiling(ground, file)
    await memories(scratch, ground)
  }
}

/** Which ground has a wanted line. */
function isNeeded(kind: 's3' | 'disk'): boolean {
  const lines = ['upload', 'download.serviceworker', 'download.opfs'].map((way) => `${way}.${kind}.chromium`)
  const shaped = kind === 's3' ? ['.1gbit', '.100mbit'].flatMap((line) => lines.map((name) => name + line)) : []
  const others = kind === 's3' ? ['small_files.s3.chromium', 'pages'] : [CEILING, 'memory']
  return [...lines, ...shaped, ...others].some(wanted)
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
  await measureFirstLoads(rounds, { figure, wanted })
  await writeRandomFile(file, bytes)
  for (const [kind, start] of [
    ['s3', startOnBucket],
    ['disk', startOnDisk],
  ] as const) {
    if (!isNeeded(kind)) continue
    const ground = await start()
    try {
      await onGround(kind, ground, file)
    } finally {
      await ground.stop()
    }
  }
  if (['cli.send.s3', 'cli.send.s3.age', 'cli.start'].some(wanted)) {
    const command = packCommand()
    const send = { start: command.start, bytes, rounds: Math.min(rounds, 3), large: 0 }
    await measureCliSend(send, { note, figure, wanted }).finally(command.remove)
  }
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
