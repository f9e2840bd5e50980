import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { peakMemory, treeMemory } from '../e2e/browser/browser-memory.ts'
import { writeRandomFile } from '../e2e/browser/fixtures.ts'
import { startBareBrowser } from './bare-browser.ts'
import type { openResults } from './results.ts'
import type { Ground } from './rig.ts'
import { plainDownload, plainUpload, sealedDownload, sealedUpload } from './ways.ts'

const MiB = 2 ** 20
/** What a phone is measured with. */
const PHONE_BYTES = 1024 * MiB

/** In a page: says of its device what a phone of 2 GiB and four processors says. */
function playPhone(): void {
  Object.defineProperty(Navigator.prototype, 'deviceMemory', { get: () => 2 })
  Object.defineProperty(Navigator.prototype, 'hardwareConcurrency', { get: () => 4 })
}

/** Of a browser, all its processes together, in MiB: at the most while it works, and how much that is above an idle page. */
interface Peak {
  readonly whole: number
  readonly above: number
}

async function peakOf(pid: number, work: () => Promise<void>): Promise<Peak> {
  const idle = treeMemory(pid)
  const peak = await peakMemory(pid, work)
  return { whole: peak / MiB, above: (peak - idle) / MiB }
}

/** Of one way, up and down. */
interface Need {
  readonly up: Peak
  readonly down: Peak
}

/** Each way in a browser of its own. */
async function sending(
  scratch: string,
  ground: Ground,
  work: typeof sealedUpload | typeof plainUpload,
  file: string,
  isPhone: boolean,
) {
  const browser = await startBareBrowser(scratch)
  if (isPhone) await browser.before(`(${playPhone.toString()})()`)
  await browser.goto(ground.app.url)
  let link = ''
  const need = await peakOf(browser.pid, async () => {
    const sent = await work(browser, ground, file)
    if (typeof sent === 'object') link = sent.link
  })
  await browser.close()
  return { need, link }
}

async function receiving(scratch: string, ground: Ground, link: string | null, isPhone: boolean): Promise<Peak> {
  const browser = await startBareBrowser(scratch)
  if (isPhone) await browser.before(`(${playPhone.toString()})()`)
  await browser.goto(ground.app.url)
  const need = await peakOf(browser.pid, async () => {
    await (link === null ? plainDownload(browser, ground) : sealedDownload(browser, link))
  })
  await browser.close()
  return need
}

async function measureMemory(
  scratch: string,
  ground: Ground,
  size: number,
  isPhone = false,
): Promise<{ ours: Need; plain: Need }> {
  const file = join(scratch, `memory-${size}.bin`)
  await writeRandomFile(file, size)
  await ground.clear()
  const plainUp = await sending(scratch, ground, plainUpload, file, isPhone)
  const plainDown = await receiving(scratch, ground, null, isPhone)
  const { need: up, link } = await sending(scratch, ground, sealedUpload, file, isPhone)
  rmSync(file)
  const down = await receiving(scratch, ground, link, isPhone)
  return { ours: { up, down }, plain: { up: plainUp.need, down: plainDown } }
}

type Notes = Pick<ReturnType<typeof openResults>, 'figure' | 'ratio'>

/** Both ways of one size, or of a phone. */
function noteNeeds(name: string, what: string, { ours, plain }: { ours: Need; plain: Need }, { figure }: Notes): void {
  for (const way of ['up', 'down'] as const) {
    figure(`memory_mib.${way}.${name}`, ours[way].above, `MiB above an idle page${what}`)
    figure(
      `memory_mib.${way}.${name}.above_plain`,
      ours[way].above - plain[way].above,
      'MiB above the same in the clear',
    )
  }
}

/**
 * Peak memory of browsers for files of some sizes, ours and in the clear, and how much of a browser with a larger one is
 * of a browser with the first.
 */
export async function measureMemories(
  scratch: string,
  ground: Ground,
  sizes: readonly (readonly [name: string, bytes: number])[],
  notes: Notes,
): Promise<void> {
  let first: Need | null = null
  for (const [name, size] of sizes) {
    const needs = await measureMemory(scratch, ground, size)
    const { up, down } = needs.ours
    noteNeeds(name, '', needs, notes)
    if (first === null) first = needs.ours
    else notes.ratio(`memory.${name}_over_256m`, Math.max(up.whole / first.up.whole, down.whole / first.down.whole))
  }
  noteNeeds('phone', ', as on a phone of 2 GiB', await measureMemory(scratch, ground, PHONE_BYTES, true), notes)
}
