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

/** What a browser and all its processes need at the most while `work` runs, above what they need idle, in MiB. */
async function above(pid: number, work: () => Promise<void>): Promise<number> {
  const idle = treeMemory(pid)
  return ((await peakMemory(pid, work)) - idle) / MiB
}

/** Of one way, up and down, in MiB above an idle page. */
interface Need {
  readonly up: number
  readonly down: number
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
  const need = await above(browser.pid, async () => {
    const sent = await work(browser, ground, file)
    if (typeof sent === 'object') link = sent.link
  })
  await browser.close()
  return { need, link }
}

async function receiving(scratch: string, ground: Ground, link: string | null, isPhone: boolean): Promise<number> {
  const browser = await startBareBrowser(scratch)
  if (isPhone) await browser.before(`(${playPhone.toString()})()`)
  await browser.goto(ground.app.url)
  const need = await above(browser.pid, async () => {
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

/**
 * Peak memory of browsers for files of some sizes, ours and in the clear, and how much more the larger ones need than
 * the first.
 */
export async function measureMemories(
  scratch: string,
  ground: Ground,
  sizes: readonly (readonly [name: string, bytes: number])[],
  { figure, ratio }: Pick<ReturnType<typeof openResults>, 'figure' | 'ratio'>,
): Promise<void> {
  let first: Need | null = null
  for (const [name, size] of sizes) {
    const { ours, plain } = await measureMemory(scratch, ground, size)
    for (const way of ['up', 'down'] as const) {
      figure(`memory_mib.${way}.${name}`, ours[way], 'MiB above an idle page')
      figure(`memory_mib.${way}.${name}.above_plain`, ours[way] - plain[way], 'MiB above the same in the clear')
    }
    if (first === null) first = ours
    else ratio(`memory.${name}_over_256m`, Math.max(ours.up / first.up, ours.down / first.down))
  }
  const { ours, plain } = await measureMemory(scratch, ground, PHONE_BYTES, true)
  for (const way of ['up', 'down'] as const) {
    figure(`memory_mib.${way}.phone`, ours[way], 'MiB above an idle page, as on a phone of 2 GiB')
    figure(`memory_mib.${way}.phone.above_plain`, ours[way] - plain[way], 'MiB above the same in the clear')
  }
}
